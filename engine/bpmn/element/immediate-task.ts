import type { ExecutableElement } from '../../model/executable.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { ElementProcessor, Outcome } from '../element-processor.ts';
import { completeActivity } from './completion.ts';
import { jobWorkerTask } from './job-worker-task.ts';
import { finishTermination } from './termination.ts';

/** Computes the task's result and puts it into the instance's scope as an event. */
export type Compute = (element: ExecutableElement, activating: ElementContext) => Outcome;

/**
 * A task that the engine may do itself (script, business rule), or a worker by a job.
 * Source: zeebe/engine, `task/JobWorkerTaskSupportingProcessor.java`.
 */
export function immediateTask(
  behaviors: Behaviors,
  isDoneByJob: (element: ExecutableElement) => boolean,
  compute: Compute,
): ElementProcessor {
  const byJob = jobWorkerTask(behaviors);
  return {
    onActivate(element, activating) {
      if (isDoneByJob(element)) return byJob.onActivate(element, activating);
      const failure =
        behaviors.variableMappings.applyInput(element, activating) ?? compute(element, activating);
      if (failure !== undefined) return failure;
      behaviors.transitions.completeElement(behaviors.transitions.toActivated(activating));
      return undefined;
    },

    finalizeActivation(element, activating) {
      return isDoneByJob(element) ? byJob.finalizeActivation?.(element, activating) : undefined;
    },

    onComplete(element, completing) {
      if (isDoneByJob(element)) return byJob.onComplete(element, completing);
      return (
        behaviors.variableMappings.applyOutput(element, completing) ??
        completeActivity(behaviors, element, completing)
      );
    },

    finalizeCompletion(element, completing) {
      return isDoneByJob(element) ? byJob.finalizeCompletion?.(element, completing) : undefined;
    },

    onTerminate(element, terminating) {
      if (isDoneByJob(element)) {
        byJob.onTerminate(element, terminating);
        return;
      }
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      finishTermination(behaviors, element, terminating);
    },
  };
}
