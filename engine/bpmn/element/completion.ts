import type { ExecutableElement } from '../../model/executable.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';
import { isFailure } from '../failure.ts';

/** ELEMENT_COMPLETED and all outgoing flows: how most elements end. */
export function completeAndFlow(
  { transitions }: Behaviors,
  element: ExecutableElement,
  completing: ElementContext,
): Outcome {
  const completed = transitions.toCompleted(element, completing);
  if (isFailure(completed)) return completed;
  transitions.takeOutgoingFlows(element, completed);
  return undefined;
}

/**
 * How activities end: as above, and remembered to be compensated; or, when the activity is a
 * handler, with the end of a compensation.
 */
export function completeActivity(
  behaviors: Behaviors,
  element: ExecutableElement,
  completing: ElementContext,
): Outcome {
  const { compensations, transitions } = behaviors;
  compensations.subscribe(element, completing);
  const completed = transitions.toCompleted(element, completing);
  if (isFailure(completed)) return completed;
  compensations.completeHandler(completed);
  transitions.takeOutgoingFlows(element, completed);
  return undefined;
}

/** Output mappings, no more waiting for events, then as above: how an activity ends that waited. */
export function mapOutputAndFlow(
  behaviors: Behaviors,
  element: ExecutableElement,
  completing: ElementContext,
): Outcome {
  const failure = behaviors.variableMappings.applyOutput(element, completing);
  if (failure !== undefined) return failure;
  behaviors.catchEvents.unsubscribe(completing.elementInstanceKey);
  return completeActivity(behaviors, element, completing);
}

/**
 * Starts the compensation handlers that a throw or end event asks for; it then waits for them, or
 * ends when there is none. Source: zeebe/engine, `IntermediateThrowEventProcessor.java`.
 */
export function throwCompensation(
  behaviors: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
): Outcome {
  const activated = behaviors.transitions.toActivated(activating);
  if (behaviors.compensations.trigger(element, activated)) return undefined;
  return completeAndFlow(behaviors, element, behaviors.transitions.toCompleting(activated));
}

/** Activated, completing, completed, in one go: elements that never wait. */
export function passThrough(
  behaviors: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
): Outcome {
  const { transitions } = behaviors;
  const completing = transitions.toCompleting(transitions.toActivated(activating));
  return completeAndFlow(behaviors, element, completing);
}
