import type { EngineState } from '../state/engine-state.ts';
import type { EventAppliers } from '../stream/handlers.ts';

/**
 * What an event that reaches a scope changes. Source: zeebe/engine,
 * `ProcessEventTrigger*Applier.java`.
 */
export const processEventEvents: EventAppliers<'PROCESS_EVENT'> = {
  TRIGGERING(state, key, value) {
    const trigger = {
      eventKey: key,
      elementId: value.targetElementId,
      variables: value.variables,
      processInstanceKey: value.processInstanceKey,
    };
    if (value.scopeKey === value.processDefinitionKey) {
      state.eventScopes.triggerStart(value.scopeKey, trigger);
    } else {
      state.eventScopes.trigger(value.scopeKey, trigger);
      markInterrupted(state, value.scopeKey, value.processDefinitionKey, value.targetElementId);
    }
  },
  TRIGGERED(state, key, value) {
    state.eventScopes.deleteTrigger(value.scopeKey, key);
  },
};

/**
 * An interrupting event sub-process takes its scope over. Source:
 * `EventSubProcessInterruptionMarker.java`.
 */
function markInterrupted(
  state: EngineState,
  scopeKey: number,
  processDefinitionKey: number,
  elementId: string,
): void {
  const process = state.processes.get(processDefinitionKey)?.executable;
  const element = process?.elements.get(elementId);
  if (element?.elementType !== 'START_EVENT' || !element.interrupting) return;
  const subProcess = element.eventSubProcess;
  if (subProcess === null || scopeKey < 0) return;
  const scope = state.elementInstances.get(scopeKey);
  if (scope !== undefined) {
    state.elementInstances.update(scope, { interruptingElementId: subProcess.id });
  }
}
