import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { isFailure } from '../failure.ts';

/**
 * An event-based gateway: waits for the events after it and goes on at the first that happens; the
 * flow to that event isn't taken. Source: zeebe/engine, `gateway/EventBasedGatewayProcessor.java`.
 */
export function eventBasedGateway(behaviors: Behaviors): ElementProcessor {
  const { transitions, catchEvents, triggers } = behaviors;
  return {
    onActivate(element, activating) {
      const failure = catchEvents.subscribe(element, activating);
      if (failure !== undefined) return failure;
      transitions.toActivated(activating);
      return undefined;
    },

    onComplete(element, completing) {
      const key = completing.elementInstanceKey;
      catchEvents.unsubscribe(key);
      const trigger = triggers.find(completing);
      if (trigger === undefined) throw new Error('no event triggered the event-based gateway');
      const completed = transitions.toCompleted(element, completing);
      if (isFailure(completed)) return completed;
      triggers.activateWaiting(key, completing.value.flowScopeKey, trigger, completed);
      return undefined;
    },

    onTerminate(element, terminating) {
      catchEvents.unsubscribe(terminating.elementInstanceKey);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      transitions.onTerminated(element, transitions.toTerminated(terminating));
    },
  };
}
