import type { ExecutableElement } from '../../model/executable.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import type { EngineState } from '../../state/engine-state.ts';
import type { ElementContext } from '../element-context.ts';

/** What contains an element instance, and that container's running instance. */
export interface Container {
  readonly element: ExecutableElement;
  readonly context: ElementContext;
}

/**
 * The flow scope of an element, or the call activity of a called process; undefined for a root
 * process. Source: zeebe/engine, `BpmnStateTransitionBehavior.invokeElementContainerIfPresent`.
 */
export function containerOf(
  state: EngineState,
  element: ExecutableElement,
  { value }: ElementContext,
): Container | undefined {
  if (element.flowScope !== null) {
    const scope = state.elementInstances.require(value.flowScopeKey);
    return { element: scopeElement(state, element.flowScope, scope), context: contextOf(scope) };
  }
  const caller = state.elementInstances.get(value.parentElementInstanceKey);
  if (caller === undefined) return undefined;
  const context = contextOf(caller);
  return { element: callActivityOf(state, context), context };
}

/** The element of a call activity's instance. */
export function callActivityOf(
  { processes }: EngineState,
  { value }: ElementContext,
): ExecutableElement {
  return processes.element(value.processDefinitionKey, value.elementId, 'CALL_ACTIVITY');
}

/** A running instance as a context. */
export function contextOf({ key, value, state }: ElementInstance): ElementContext {
  return { elementInstanceKey: key, value, state };
}

/** A compensation handler runs where the compensation was thrown, not where it is drawn. */
function scopeElement(
  { processes }: EngineState,
  drawnIn: ExecutableElement,
  { value }: ElementInstance,
): ExecutableElement {
  if (value.elementId === drawnIn.id) return drawnIn;
  return processes.element(value.processDefinitionKey, value.elementId, value.bpmnElementType);
}
