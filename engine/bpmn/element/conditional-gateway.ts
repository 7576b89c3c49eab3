import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { isFailure } from '../failure.ts';
import { flowsToTake } from './conditional-flows.ts';

/** A gateway that chooses by conditions and never waits. */
export function conditionalGateway(behaviors: Behaviors, takes: 'first' | 'all'): ElementProcessor {
  return {
    onActivate(element, activating) {
      const { transitions } = behaviors;
      const flows = flowsToTake(behaviors, element, activating, takes);
      if (isFailure(flows)) return flows;
      const completing = transitions.toCompleting(transitions.toActivated(activating));
      const completed = transitions.toCompleted(element, completing);
      if (isFailure(completed)) return completed;
      for (const flow of flows) transitions.takeFlow(completed, flow);
      return undefined;
    },

    onComplete(element) {
      throw new Error(`gateway ${element.id} has no wait state`);
    },

    onTerminate(element, terminating) {
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      const terminated = behaviors.transitions.toTerminated(terminating);
      behaviors.transitions.onTerminated(element, terminated);
    },
  };
}
