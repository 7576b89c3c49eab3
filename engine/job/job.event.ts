import type { EventAppliers } from '../stream/handlers.ts';

/**
 * Marks, in an ERROR_THROWN record, that nobody catches the error. Source:
 * `JobThrowErrorProcessor.java`.
 */
export const NO_CATCH_EVENT_FOUND = 'NO_CATCH_EVENT_FOUND';

/** What facts about jobs change. Source: zeebe/engine, `state/appliers/Job*Applier.java`. */
export const jobEvents: EventAppliers<'JOB'> = {
  CREATED(state, key, value) {
    state.jobs.create(key, value);
    const instance = state.elementInstances.get(value.elementInstanceKey);
    if (instance !== undefined) state.elementInstances.update(instance, { jobKey: key });
  },
  COMPLETED(state, key, value) {
    state.jobs.delete(key, value);
    const instance = state.elementInstances.get(value.elementInstanceKey);
    if (instance === undefined) return;
    const scope = state.elementInstances.get(instance.parentKey);
    if (scope?.state !== 'ELEMENT_ACTIVATED') return;
    const isListener = value.jobKind === 'EXECUTION_LISTENER';
    const executionListenerIndex = instance.executionListenerIndex + (isListener ? 1 : 0);
    state.elementInstances.update(instance, { jobKey: -1, executionListenerIndex });
  },
  CANCELED(state, key, value) {
    state.jobs.delete(key, value);
  },
  TIMED_OUT(state, key, value) {
    state.jobs.makeActivatable(key, value);
  },
  YIELDED(state, key, value) {
    state.jobs.makeActivatable(key, value);
  },
  FAILED(state, key, value) {
    if (value.retries <= 0) state.jobs.disable(key, value, 'FAILED');
    else if (value.retryBackoff > 0) state.jobs.backOff(key, value);
    else state.jobs.makeActivatable(key, value);
  },
  RECURRED_AFTER_BACKOFF(state, key, value) {
    state.jobs.recur(key, value);
  },
  ERROR_THROWN(state, key, value) {
    if (value.elementId === NO_CATCH_EVENT_FOUND) {
      state.jobs.disable(key, value, 'ERROR_THROWN');
      return;
    }
    const instance = state.elementInstances.require(value.elementInstanceKey);
    state.elementInstances.update(instance, { jobKey: -1 });
    state.jobs.delete(key, value);
  },
  RETRIES_UPDATED(state, key, value) {
    state.jobs.update(key, { retries: value.retries });
  },
  TIMEOUT_UPDATED(state, key, value) {
    state.jobs.moveDeadline(key, value.deadline);
  },
  MIGRATED(state, key, value) {
    state.jobs.update(key, value);
  },
};

/** What handing out jobs changes. Source: `JobBatchActivatedApplier.java`. */
export const jobBatchEvents: EventAppliers<'JOB_BATCH'> = {
  ACTIVATED(state, _key, value) {
    value.jobs.forEach((job, i) => state.jobs.activate(value.jobKeys[i]!, job));
  },
};
