import type { ExecutableElement } from '../model/executable.ts';
import type { CommandIntentOf } from '../protocol/intent.ts';
import type { ElementInstance } from '../state/element-instance.ts';
import { isInterrupted } from '../state/element-instance.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { ElementContext } from './element-context.ts';

/**
 * Why a command to an element instance is out of place, or null. Follow-up commands are often
 * overtaken by others (a token that
 * arrives where everything was just terminated), so this is a usual refusal.
 * Source: zeebe/engine, `ProcessInstanceStateTransitionGuard.java`.
 */
export function violatedPrecondition(
  state: EngineState,
  intent: CommandIntentOf<'PROCESS_INSTANCE'>,
  element: ExecutableElement,
  context: ElementContext,
): string | null {
  switch (intent) {
    case 'ACTIVATE_ELEMENT':
      return flowScopeViolation(state, context) ?? joinViolation(state, element, context);
    case 'COMPLETE_ELEMENT':
      return (
        stateViolation(state, context, ['ELEMENT_ACTIVATED', 'ELEMENT_COMPLETING']) ??
        flowScopeViolation(state, context)
      );
    case 'TERMINATE_ELEMENT':
      return stateViolation(state, context, [
        'ELEMENT_ACTIVATING',
        'ELEMENT_ACTIVATED',
        'ELEMENT_COMPLETING',
      ]);
    case 'COMPLETE_EXECUTION_LISTENER':
      return stateViolation(state, context, ['ELEMENT_ACTIVATING', 'ELEMENT_COMPLETING']);
    default:
      return (
        'Expected the check of the preconditions of a command with intent ' +
        `[activate,complete,terminate] but the intent was '${intent}'`
      );
  }
}

function stateViolation(
  state: EngineState,
  { elementInstanceKey }: ElementContext,
  expected: readonly ElementInstance['state'][],
): string | null {
  const instance = state.elementInstances.get(elementInstanceKey);
  if (instance === undefined) {
    return (
      `Expected element instance with key '${elementInstanceKey}' to be present in state ` +
      `but not found.`
    );
  }
  if (expected.includes(instance.state)) return null;
  const [first, ...others] = expected;
  return (
    `Expected element instance to be in state '${first}' or one of '[${others.join(', ')}]' ` +
    `but was '${instance.state}'.`
  );
}

function flowScopeViolation(state: EngineState, { value }: ElementContext): string | null {
  if (value.bpmnElementType === 'PROCESS') return callerViolation(state, value);
  const scope = state.elementInstances.get(value.flowScopeKey);
  if (scope === undefined) {
    return (
      `Expected flow scope instance with key '${value.flowScopeKey}' to be present in state ` +
      `but not found.`
    );
  }
  if (scope.state !== 'ELEMENT_ACTIVATED') {
    return (
      `Expected flow scope instance to be in state 'ELEMENT_ACTIVATED' but was ` +
      `'${scope.state}'.`
    );
  }
  return interruptionOf(scope, value.elementId);
}

/** A called process lives only as long as its call activity is active and not interrupted. */
function callerViolation(state: EngineState, value: ElementContext['value']): string | null {
  if (value.parentProcessInstanceKey <= 0) return null;
  const caller = state.elementInstances.get(value.parentElementInstanceKey);
  if (caller === undefined) {
    return (
      `Expected call activity instance with key '${value.parentElementInstanceKey}' ` +
      'to be present in state but not found.'
    );
  }
  if (caller.state !== 'ELEMENT_ACTIVATED') {
    return (
      `Expected element instance to be in state 'ELEMENT_ACTIVATED' or one of '[]' ` +
      `but was '${caller.state}'.`
    );
  }
  return interruptionOf(caller, value.elementId);
}

function interruptionOf(scope: ElementInstance, elementId: string): string | null {
  if (!isInterrupted(scope) || scope.interruptingElementId === elementId) return null;
  return (
    'Expected flow scope instance to be not interrupted but was interrupted by an event ' +
    `with id '${scope.interruptingElementId}'.`
  );
}

function joinViolation(
  state: EngineState,
  element: ExecutableElement,
  { value }: ElementContext,
): string | null {
  if (element.elementType !== 'PARALLEL_GATEWAY') return null;
  const taken = state.elementInstances.takenFlowCount(value.flowScopeKey, element.id);
  if (taken >= element.incoming.length) return null;
  return (
    `Expected to be able to activate parallel gateway '${element.id}', ` +
    'but not all sequence flows have been taken.'
  );
}
