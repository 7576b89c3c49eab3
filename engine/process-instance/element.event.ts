import type { ExecutableElement } from '../model/executable.ts';
import type { ProcessInstanceValue } from '../protocol/value/process-instance.value.ts';
import type { ElementInstance } from '../state/element-instance.ts';
import type { ElementInstanceChange } from '../state/element-instance-state.ts';
import { countTakenFlow, joinTakenFlows } from '../state/element-instance-state.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { EventAppliers } from '../stream/handlers.ts';
import { elementCompleted, elementTerminated } from './element-ended.event.ts';

/**
 * What the life of an element instance changes. Source: zeebe/engine,
 * `ProcessInstanceElement*Applier.java`.
 */
export const elementEvents: EventAppliers<'PROCESS_INSTANCE'> = {
  ELEMENT_ACTIVATING: elementActivating,
  ELEMENT_ACTIVATED(state, key) {
    const instance = state.elementInstances.require(key);
    state.elementInstances.update(instance, {
      state: 'ELEMENT_ACTIVATED',
      executionListenerIndex: 0,
    });
  },
  ELEMENT_COMPLETING(state, key) {
    state.elementInstances.setState(key, 'ELEMENT_COMPLETING');
  },
  ELEMENT_COMPLETED: elementCompleted,
  ELEMENT_TERMINATING(state, key) {
    state.elementInstances.setState(key, 'ELEMENT_TERMINATING');
  },
  ELEMENT_TERMINATED: elementTerminated,
  SEQUENCE_FLOW_TAKEN(state, _key, value) {
    const scope = state.elementInstances.require(value.flowScopeKey);
    const flow = state.processes.flow(value.processDefinitionKey, value.elementId);
    const { elementType, id } = flow.target;
    const isJoin = elementType === 'PARALLEL_GATEWAY' || elementType === 'INCLUSIVE_GATEWAY';
    const takenFlows = isJoin ? countTakenFlow(scope.takenFlows, id, flow.id) : scope.takenFlows;
    const activeSequenceFlows = scope.activeSequenceFlows + 1;
    state.elementInstances.update(scope, { activeSequenceFlows, takenFlows });
  },
  ELEMENT_MIGRATED(state, key, value) {
    const instance = state.elementInstances.require(key);
    state.elementInstances.update(instance, { value: { ...instance.value, ...value } });
    if (value.bpmnElementType === 'PROCESS') {
      const from = instance.value.processDefinitionKey;
      state.elementInstances.moveDefinition(key, from, value.processDefinitionKey);
    }
  },
};

function elementActivating(state: EngineState, key: number, value: ProcessInstanceValue): void {
  const element = state.processes.element(
    value.processDefinitionKey,
    value.elementId,
    value.bpmnElementType,
  );
  createEventScope(state, key, element);
  const scope = state.elementInstances.get(value.flowScopeKey);
  if (scope === undefined) {
    state.elementInstances.create(key, -1, value, 'ELEMENT_ACTIVATING', 0);
    noteCalledInstance(state, key, value.parentElementInstanceKey);
    return;
  }
  const isInBody = scope.value.bpmnElementType === 'MULTI_INSTANCE_BODY';
  const loopCounter = isInBody ? scope.multiInstanceLoopCounter + 1 : 0;
  state.elementInstances.create(key, scope.key, value, 'ELEMENT_ACTIVATING', loopCounter);
  state.elementInstances.update(scope, scopeChange(scope, element, isInBody));
  if (
    value.bpmnElementType === 'START_EVENT' &&
    scope.value.bpmnElementType === 'EVENT_SUB_PROCESS'
  ) {
    moveTrigger(state, scope.parentKey, key);
  }
}

/** What changes at the scope when a child begins: its count, the token used up, the loop. */
function scopeChange(
  scope: ElementInstance,
  element: ExecutableElement,
  isInBody: boolean,
): ElementInstanceChange {
  const used = tokensUsed(scope, element, isInBody);
  const isJoin =
    element.elementType === 'PARALLEL_GATEWAY' || element.elementType === 'INCLUSIVE_GATEWAY';
  const change = {
    childCount: scope.childCount + 1,
    activeSequenceFlows: Math.max(0, scope.activeSequenceFlows - used),
    takenFlows: isJoin ? joinTakenFlows(scope.takenFlows, element.id) : scope.takenFlows,
  };
  if (!isInBody) return change;
  return {
    ...change,
    multiInstanceLoopCounter: scope.multiInstanceLoopCounter + 1,
    childActivatedCount: scope.childActivatedCount + 1,
  };
}

/** How many tokens on flows of the scope end in the new instance. */
function tokensUsed(scope: ElementInstance, element: ExecutableElement, isInBody: boolean): number {
  switch (element.elementType) {
    case 'START_EVENT':
    case 'BOUNDARY_EVENT':
      return 0;
    case 'INTERMEDIATE_CATCH_EVENT': {
      const source = element.incoming[0]?.source;
      return source === undefined || source.elementType === 'EVENT_BASED_GATEWAY' ? 0 : 1;
    }
    case 'PARALLEL_GATEWAY':
      return element.incoming.length;
    case 'INCLUSIVE_GATEWAY':
      return 1;
    case 'EVENT_SUB_PROCESS':
      return element.startEvents[0]?.interrupting === true ? scope.activeSequenceFlows : 0;
    default:
      return isInBody ? 0 : 1;
  }
}

const JOB_WORKERS: ReadonlySet<string> = new Set([
  'SERVICE_TASK',
  'SEND_TASK',
  'USER_TASK',
  'SCRIPT_TASK',
  'BUSINESS_RULE_TASK',
  'CALL_ACTIVITY',
  'END_EVENT',
  'INTERMEDIATE_THROW_EVENT',
]);

/** Elements that catch events, or take a job's result as an event, get a scope for them. */
function createEventScope(state: EngineState, key: number, element: ExecutableElement): void {
  if (element.events.length === 0 && !JOB_WORKERS.has(element.elementType)) return;
  state.eventScopes.create(key, element.interruptingElementIds, element.boundaryElementIds);
}

function noteCalledInstance(state: EngineState, key: number, callActivityKey: number): void {
  const caller = state.elementInstances.get(callActivityKey);
  if (caller?.value.bpmnElementType !== 'CALL_ACTIVITY') return;
  state.elementInstances.update(caller, { calledChildInstanceKey: key });
}

/** The event that started an event sub-process moves on to its start event. */
function moveTrigger(state: EngineState, fromScope: number, toScope: number): void {
  const trigger = state.eventScopes.peek(fromScope);
  if (trigger === undefined) return;
  state.eventScopes.trigger(toScope, trigger);
  state.eventScopes.deleteTrigger(fromScope, trigger.eventKey);
}
