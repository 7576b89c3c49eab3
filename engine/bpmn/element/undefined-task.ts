import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { completeActivity } from './completion.ts';

/**
 * A task without type, or a manual task: passed through. Source: zeebe/engine,
 * `task/UndefinedTaskProcessor.java`.
 */
export function undefinedTask(behaviors: Behaviors): ElementProcessor {
  return {
    onActivate(_element, activating) {
      behaviors.transitions.completeElement(behaviors.transitions.toActivated(activating));
      return undefined;
    },

    onComplete(element, completing) {
      return completeActivity(behaviors, element, completing);
    },

    onTerminate(element, terminating) {
      const terminated = behaviors.transitions.toTerminated(terminating);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      behaviors.transitions.onTerminated(element, terminated);
    },
  };
}
