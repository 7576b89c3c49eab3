import { NO_CATCH_EVENT_FOUND } from '../job/job.event.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { EventAppliers } from '../stream/handlers.ts';

/**
 * What facts about incidents change. Source: zeebe/engine, `state/appliers/Incident*Applier.java`.
 */
export const incidentEvents: EventAppliers<'INCIDENT'> = {
  CREATED(state, key, value) {
    state.incidents.create(key, value);
    if (value.errorType === 'MESSAGE_SIZE_EXCEEDED' && value.jobKey !== -1) {
      const job = state.jobs.get(value.jobKey);
      if (job !== undefined) state.jobs.disable(value.jobKey, job, 'FAILED');
    }
  },
  RESOLVED(state, key, value) {
    if (value.errorType === 'EXTRACT_VALUE_ERROR') {
      const instance = state.elementInstances.get(value.elementInstanceKey);
      if (instance !== undefined && instance.executionListenerIndex > 0) {
        state.elementInstances.update(instance, { executionListenerIndex: 0 });
      }
    }
    if (value.jobKey > 0) makeJobActivatable(state, value.jobKey);
    state.incidents.delete(key);
  },
  MIGRATED(state, key, value) {
    state.incidents.update(key, value);
  },
};

/** What a command that failed unexpectedly changes: its instance is not processed any more. */
export const errorEvents: EventAppliers<'ERROR'> = {
  CREATED(state, _key, value) {
    if (value.processInstanceKey > 0) state.incidents.ban(value.processInstanceKey);
  },
};

function makeJobActivatable(state: EngineState, jobKey: number): void {
  const status = state.jobs.status(jobKey);
  const job = state.jobs.get(jobKey);
  if (job === undefined || (status !== 'FAILED' && status !== 'ERROR_THROWN')) return;
  const elementId =
    job.elementId === NO_CATCH_EVENT_FOUND
      ? (state.elementInstances.get(job.elementInstanceKey)?.value.elementId ?? job.elementId)
      : job.elementId;
  state.jobs.makeActivatable(jobKey, { ...job, elementId });
}
