import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { LIMITS } from '../limits.ts';
import type { ErrorType } from '../protocol/error-type.ts';
import type { IncidentValue } from '../protocol/value/incident.value.ts';
import type { JobValue } from '../protocol/value/job.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandler, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';
import { violatedByStatus } from './precondition.ts';
import { publishWork } from './publish-work.ts';

/** A worker could not do it. Source: zeebe/engine, `JobFailProcessor.java`. */
export function failJob(context: EngineContext, bpmn: BpmnEngine): CommandHandler<'JOB'> {
  const { state, writers } = context;
  return (command) => {
    const { key, value } = command;
    const refusal = violatedByStatus('fail', key, state.jobs.status(key), [
      'ACTIVATABLE',
      'ACTIVATED',
    ]);
    const job = state.jobs.get(key);
    if (refusal !== null || job === undefined) {
      refuse(writers, command as CommandRecord, refusal!.type, refusal!.reason);
      return;
    }
    const { retries, retryBackoff } = value;
    const isDelayed = retries > 0 && retryBackoff > 0;
    const failed: JobValue = {
      ...job,
      retries,
      retryBackoff,
      errorMessage: limited(value.errorMessage),
      variables: value.variables,
      recurringTime: isDelayed ? command.timestamp + retryBackoff : job.recurringTime,
    };
    writers.event(key, 'JOB', 'FAILED', failed);
    writers.respond(command as CommandRecord, key, 'JOB', 'FAILED', failed);
    bpmn.behaviors.variables.mergeLocal(failed.elementInstanceKey, failed, failed.variables);
    if (retries > 0 && !isDelayed) publishWork(context, key, failed);
    if (isDelayed) context.jobChecks.backoffDue(failed.recurringTime);
    if (retries <= 0) {
      const message = failed.errorMessage === '' ? 'No more retries left.' : failed.errorMessage;
      const incident = incidentOfJob(key, failed, 'JOB_NO_RETRIES', message);
      writers.event(writers.nextKey(), 'INCIDENT', 'CREATED', incident);
    }
  };
}

/** An error message cut to the length that is kept. Source: `StringUtil.limitString`. */
export function limited(message: string): string {
  const max = LIMITS.maxErrorMessageLength;
  return message.length > max ? `${message.slice(0, max)}...` : message;
}

/** The incident that a job stands for. */
export function incidentOfJob(
  key: number,
  job: JobValue,
  errorType: ErrorType,
  errorMessage: string,
): IncidentValue {
  return {
    errorType,
    errorMessage,
    bpmnProcessId: job.bpmnProcessId,
    processDefinitionKey: job.processDefinitionKey,
    processInstanceKey: job.processInstanceKey,
    elementId: job.elementId,
    elementInstanceKey: job.elementInstanceKey,
    jobKey: key,
    variableScopeKey: job.elementInstanceKey,
    tenantId: job.tenantId,
  };
}
