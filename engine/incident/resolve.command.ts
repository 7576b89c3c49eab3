import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { publishWork } from '../job/publish-work.ts';
import type { RejectionType } from '../protocol/record-type.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';

/**
 * Somebody mended what an incident was about: try again. Source: zeebe/engine,
 * `IncidentResolveProcessor.java`.
 */
export function incidentCommands(
  context: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'INCIDENT'> {
  const { state, writers } = context;
  const refuse = (command: CommandRecord, type: RejectionType, reason: string): void => {
    writers.rejection(command, type, reason);
    writers.respondRejection(command, 'NOT_FOUND', reason);
  };
  /** The event has changed the job (an unhandled error had taken its element). */
  const publishAgain = (jobKey: number): void => {
    const job = state.jobs.get(jobKey);
    if (job !== undefined) publishWork(context, jobKey, job);
  };
  return {
    RESOLVE(command) {
      const { key } = command;
      const record = command as CommandRecord;
      const incident = state.incidents.get(key);
      if (incident === undefined) {
        refuse(
          record,
          'NOT_FOUND',
          `Expected to resolve incident with key '${key}', but no such incident was found`,
        );
        return;
      }
      const { jobKey } = incident;
      const job = jobKey > 0 ? state.jobs.get(jobKey) : undefined;
      if (job !== undefined && job.retries <= 0) {
        refuse(
          record,
          'INVALID_STATE',
          `Expected to resolve incident with key '${key}', but job with key '${jobKey}' has no ` +
            `retries left. ` +
            'Please update the job retries and retry resolving the incident',
        );
        return;
      }
      writers.event(key, 'INCIDENT', 'RESOLVED', incident);
      writers.respond(record, key, 'INCIDENT', 'RESOLVED', incident);
      if (jobKey <= 0) bpmn.retry(incident.elementInstanceKey);
      else publishAgain(jobKey);
    },
  };
}
