import type { ProcessInstanceValue } from '../protocol/value/process-instance.value.ts';
import type { ElementInstance } from '../state/element-instance.ts';
import type { ElementInstanceChange } from '../state/element-instance-state.ts';
import type { EngineState } from '../state/engine-state.ts';
import { releaseMessageLock } from './message-lock.ts';

/**
 * Removes a completed instance. Source: zeebe/engine,
 * `ProcessInstanceElementCompletedApplier.java`.
 */
export function elementCompleted(
  state: EngineState,
  key: number,
  value: ProcessInstanceValue,
): void {
  if (value.bpmnElementType === 'PROCESS' && value.parentElementInstanceKey > 0) {
    handResultToCaller(state, key, value.parentElementInstanceKey);
  }
  const scope = remove(state, key, value, 'childCompletedCount');
  if (scope === undefined || value.bpmnElementType !== 'END_EVENT') return;
  const element = state.processes.element(value.processDefinitionKey, value.elementId, 'END_EVENT');
  if (!element.isTerminateEndEvent) return;
  state.elementInstances.update(state.elementInstances.require(scope.key), {
    activeSequenceFlows: 0,
    interruptingElementId: value.elementId,
  });
}

/**
 * Removes a terminated instance. Source: zeebe/engine,
 * `ProcessInstanceElementTerminatedApplier.java`.
 */
export function elementTerminated(
  state: EngineState,
  key: number,
  value: ProcessInstanceValue,
): void {
  remove(state, key, value, 'childTerminatedCount');
}

/** Removes the instance and counts it at its scope, which is returned as it was before. */
function remove(
  state: EngineState,
  key: number,
  value: ProcessInstanceValue,
  loopCount: 'childCompletedCount' | 'childTerminatedCount',
): ElementInstance | undefined {
  releaseMessageLock(state, key, value);
  state.eventScopes.delete(key);
  const instance = state.elementInstances.get(key);
  if (instance !== undefined) state.elementInstances.remove(instance);
  const scope = state.elementInstances.get(value.flowScopeKey);
  if (scope === undefined) return undefined;
  const childCount = scope.childCount - (instance === undefined ? 0 : 1);
  const change: ElementInstanceChange =
    scope.value.bpmnElementType === 'MULTI_INSTANCE_BODY'
      ? { childCount, [loopCount]: scope[loopCount] + 1 }
      : { childCount };
  state.elementInstances.update(scope, change);
  return scope;
}

/** The variables of a called process reach the call activity as an event, when it wants them. */
function handResultToCaller(state: EngineState, key: number, callActivityKey: number): void {
  const caller = state.elementInstances.get(callActivityKey);
  if (caller === undefined) return;
  const { processDefinitionKey, elementId, processInstanceKey } = caller.value;
  const element = state.processes.element(processDefinitionKey, elementId, 'CALL_ACTIVITY');
  const wantsAll = element.calledElement?.propagateAllChildVariables === true;
  if (element.outputMappings === null && !wantsAll) return;
  state.eventScopes.trigger(callActivityKey, {
    eventKey: callActivityKey,
    elementId,
    processInstanceKey,
    variables: state.variables.visibleDocument(key),
  });
}
