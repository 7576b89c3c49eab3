import type { ExecutableElement } from '../../model/executable.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { ElementProcessor, Outcome } from '../element-processor.ts';
import { isFailure } from '../failure.ts';
import { completeActivity } from './completion.ts';
import { finishTermination } from './termination.ts';

/**
 * A task done by a job: service, send and job-based tasks. Source:
 * `task/JobWorkerTaskProcessor.java`.
 */
export function jobWorkerTask(behaviors: Behaviors): ElementProcessor {
  const { elementInstances } = behaviors.context.state;
  return {
    onActivate(element, activating) {
      return behaviors.variableMappings.applyInput(element, activating);
    },

    finalizeActivation(element, activating) {
      return activateJob(behaviors, element, activating);
    },

    onComplete(element, completing) {
      const failure = behaviors.variableMappings.applyOutput(element, completing);
      if (failure !== undefined) return failure;
      behaviors.catchEvents.unsubscribe(completing.elementInstanceKey);
      return undefined;
    },

    finalizeCompletion(element, completing) {
      return completeActivity(behaviors, element, completing);
    },

    onTerminate(element, terminating) {
      behaviors.jobs.cancelOf(elementInstances.require(terminating.elementInstanceKey));
      behaviors.catchEvents.unsubscribe(terminating.elementInstanceKey);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      finishTermination(behaviors, element, terminating);
    },
  };
}

/** Makes the element's job and subscribes to its events: the activated element waits for both. */
export function activateJob(
  behaviors: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
): Outcome {
  if (element.job === null) throw new Error(`${element.id} is not done by a job`);
  const job = behaviors.jobs.evaluate(element.job, activating);
  if (isFailure(job)) return job;
  if (element.elementType !== 'END_EVENT' && element.elementType !== 'INTERMEDIATE_THROW_EVENT') {
    const failure = behaviors.catchEvents.subscribe(element, activating);
    if (failure !== undefined) return failure;
  }
  behaviors.jobs.create(element, activating, job);
  behaviors.transitions.toActivated(activating);
  return undefined;
}
