import type { EngineContext } from '../../stream/engine-context.ts';
import type { ElementContext } from '../element-context.ts';

/**
 * Answers who waits for the result of the instance. Source: zeebe/engine,
 * `BpmnProcessResultSenderBehavior.java`.
 */
export function sendResult(
  { awaitedResults, state, writers }: EngineContext,
  { value }: ElementContext,
): void {
  const request = awaitedResults.take(value.processInstanceKey);
  if (request === undefined) return;
  const names = request.fetchVariables.length === 0 ? undefined : request.fetchVariables;
  writers.respondTo(
    request.requestId,
    value.processInstanceKey,
    'PROCESS_INSTANCE_RESULT',
    'COMPLETED',
    {
      bpmnProcessId: value.bpmnProcessId,
      version: value.version,
      processDefinitionKey: value.processDefinitionKey,
      processInstanceKey: value.processInstanceKey,
      variables: state.variables.visibleDocument(value.processInstanceKey, names),
      tenantId: value.tenantId,
    },
  );
}
