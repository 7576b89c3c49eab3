import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { mapOutputAndFlow } from './completion.ts';

/**
 * An intermediate catch event: waits for a message, timer or signal, or is where a link leads.
 * Source: zeebe/engine, `event/IntermediateCatchEventProcessor.java`.
 */
export function intermediateCatchEvent(behaviors: Behaviors): ElementProcessor {
  const { transitions, catchEvents, variableMappings } = behaviors;
  return {
    onActivate(element, activating) {
      if (element.eventType === 'LINK') {
        transitions.completeElement(transitions.toActivated(activating));
        return undefined;
      }
      const failure =
        variableMappings.applyInput(element, activating) ??
        catchEvents.subscribe(element, activating);
      if (failure !== undefined) return failure;
      transitions.toActivated(activating);
      return undefined;
    },

    onComplete: (element, completing) => mapOutputAndFlow(behaviors, element, completing),

    onTerminate(element, terminating) {
      catchEvents.unsubscribe(terminating.elementInstanceKey);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      transitions.onTerminated(element, transitions.toTerminated(terminating));
    },
  };
}
