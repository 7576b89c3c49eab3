import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { passThrough } from './completion.ts';

/**
 * Joins all incoming and takes all outgoing flows. Source: zeebe/engine,
 * `gateway/ParallelGatewayProcessor.java`.
 */
export function parallelGateway(behaviors: Behaviors): ElementProcessor {
  return {
    onActivate(element, activating) {
      return passThrough(behaviors, element, activating);
    },

    onComplete(element) {
      throw new Error(`gateway ${element.id} was completed when it was activated`);
    },

    onTerminate(element, terminating) {
      const terminated = behaviors.transitions.toTerminated(terminating);
      behaviors.transitions.onTerminated(element, terminated);
    },
  };
}
