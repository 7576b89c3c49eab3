import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { isFailure } from '../bpmn/failure.ts';
import type { JobValue } from '../protocol/value/job.value.ts';
import { isActive } from '../state/element-instance.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandler, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';
import { incidentOfJob, limited } from './fail.command.ts';
import { NO_CATCH_EVENT_FOUND } from './job.event.ts';
import { violatedByStatus } from './precondition.ts';

/** A worker throws a business error. Source: zeebe/engine, `JobThrowErrorProcessor.java`. */
export function throwJobError(context: EngineContext, bpmn: BpmnEngine): CommandHandler<'JOB'> {
  const { state, writers } = context;
  return (command) => {
    const { key, value } = command;
    const record = command as CommandRecord;
    const refusal = violatedByStatus('throw an error for', key, state.jobs.status(key), [
      'ACTIVATABLE',
      'ACTIVATED',
    ]);
    const job = state.jobs.get(key);
    if (refusal !== null || job === undefined) {
      refuse(writers, record, refusal!.type, refusal!.reason);
      return;
    }
    const thrown: JobValue = {
      ...job,
      errorCode: value.errorCode,
      errorMessage: limited(value.errorMessage),
      variables: value.variables,
    };
    const instance = state.elementInstances.get(job.elementInstanceKey);
    const catcher = bpmn.behaviors.errors.find(thrown.errorCode, instance, thrown.errorMessage);
    if (isFailure(catcher)) {
      const unhandled = { ...thrown, elementId: NO_CATCH_EVENT_FOUND };
      writers.event(key, 'JOB', 'ERROR_THROWN', unhandled);
      const incident = incidentOfJob(key, unhandled, 'UNHANDLED_ERROR_EVENT', catcher.message);
      writers.event(writers.nextKey(), 'INCIDENT', 'CREATED', incident);
      writers.respond(record, key, 'JOB', 'ERROR_THROWN', unhandled);
    } else if (instance === undefined || !isActive(instance)) {
      refuse(
        writers,
        record,
        'INVALID_STATE',
        `Expected to find active service task, but was ${JSON.stringify(instance ?? null)}`,
      );
    } else if (!state.eventScopes.canTrigger(catcher.instance.key, catcher.event.id)) {
      refuse(
        writers,
        record,
        'INVALID_STATE',
        'Expected to find event scope that is accepting events, but was ' +
          JSON.stringify(catcher.instance),
      );
    } else {
      writers.event(key, 'JOB', 'ERROR_THROWN', thrown);
      bpmn.behaviors.errors.throw(catcher, thrown.variables);
      writers.respond(record, key, 'JOB', 'ERROR_THROWN', thrown);
    }
  };
}
