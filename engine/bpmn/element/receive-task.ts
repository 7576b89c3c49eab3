import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { mapOutputAndFlow } from './completion.ts';
import { finishTermination } from './termination.ts';

/** A receive task: waits for a message. Source: zeebe/engine, `task/ReceiveTaskProcessor.java`. */
export function receiveTask(behaviors: Behaviors): ElementProcessor {
  return {
    onActivate(element, activating) {
      const failure =
        behaviors.variableMappings.applyInput(element, activating) ??
        behaviors.catchEvents.subscribe(element, activating);
      if (failure !== undefined) return failure;
      behaviors.transitions.toActivated(activating);
      return undefined;
    },

    onComplete: (element, completing) => mapOutputAndFlow(behaviors, element, completing),

    onTerminate(element, terminating) {
      behaviors.catchEvents.unsubscribe(terminating.elementInstanceKey);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      finishTermination(behaviors, element, terminating);
    },
  };
}
