import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { completeAndFlow } from './completion.ts';

/**
 * A boundary event. It becomes active by events when it is triggered, so that the event's variables
 * are there for its output mappings. Source: zeebe/engine, `event/BoundaryEventProcessor.java`.
 */
export function boundaryEvent(behaviors: Behaviors): ElementProcessor {
  return {
    onActivate() {
      throw new Error('a boundary event is activated by its trigger, never by a command');
    },

    onComplete(element, completing) {
      return (
        behaviors.variableMappings.applyOutput(element, completing) ??
        completeAndFlow(behaviors, element, completing)
      );
    },

    onTerminate(element, terminating) {
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      const terminated = behaviors.transitions.toTerminated(terminating);
      behaviors.transitions.onTerminated(element, terminated);
    },
  };
}
