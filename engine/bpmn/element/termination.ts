import type { ExecutableElement } from '../../model/executable.ts';
import { isActive, isInterrupted } from '../../state/element-instance.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';

/**
 * The common end of an activity's termination: ELEMENT_TERMINATED, then either the boundary event
 * that
 * interrupted it goes on, or its container is told.
 * Source: zeebe/engine, the second half of `JobWorkerTaskProcessor.onTerminate`.
 */
export function finishTermination(
  { context, transitions, triggers }: Behaviors,
  element: ExecutableElement,
  terminating: ElementContext,
): void {
  const flowScope = context.state.elementInstances.get(terminating.value.flowScopeKey);
  const trigger = triggers.find(terminating);
  const isFree = flowScope !== undefined && isActive(flowScope) && !isInterrupted(flowScope);
  const terminated = transitions.toTerminated(terminating);
  if (trigger !== undefined && isFree) {
    triggers.activateWaiting(
      terminating.elementInstanceKey,
      terminating.value.flowScopeKey,
      trigger,
      terminated,
    );
  } else {
    transitions.onTerminated(element, terminated);
  }
}
