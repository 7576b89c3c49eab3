import type { Behaviors } from '../behavior/behaviors.ts';
import { evaluateTaskAttributes } from '../behavior/task-attributes.ts';
import { cancelUserTask, createUserTask } from '../behavior/user-tasks.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { isFailure } from '../failure.ts';
import { mapOutputAndFlow } from './completion.ts';
import { jobWorkerTask } from './job-worker-task.ts';
import { finishTermination } from './termination.ts';

/**
 * A user task: a job (`io.camunda.zeebe:userTask`), or with `zeebe:userTask` a task that the engine
 * itself manages. Source: zeebe/engine, `task/UserTaskProcessor.java`.
 */
export function userTask(behaviors: Behaviors): ElementProcessor {
  const byJob = jobWorkerTask(behaviors);
  const native = nativeUserTask(behaviors);
  return {
    onActivate: (element, context) =>
      (element.userTask === null ? byJob : native).onActivate(element, context),
    finalizeActivation: (element, context) =>
      element.userTask === null ? byJob.finalizeActivation?.(element, context) : undefined,
    onComplete: (element, context) =>
      (element.userTask === null ? byJob : native).onComplete(element, context),
    finalizeCompletion: (element, context) =>
      element.userTask === null ? byJob.finalizeCompletion?.(element, context) : undefined,
    onTerminate: (element, context) =>
      (element.userTask === null ? byJob : native).onTerminate(element, context),
  };
}

function nativeUserTask(behaviors: Behaviors): ElementProcessor {
  const { context, expressions } = behaviors;
  return {
    onActivate(element, activating) {
      const failure = behaviors.variableMappings.applyInput(element, activating);
      if (failure !== undefined) return failure;
      const scope = activating.elementInstanceKey;
      const found = evaluateTaskAttributes(element.userTask!, scope, expressions, context.state);
      if (isFailure(found)) return found;
      const refused = behaviors.catchEvents.subscribe(element, activating);
      if (refused !== undefined) return refused;
      createUserTask(context, element, activating, found);
      behaviors.transitions.toActivated(activating);
      return undefined;
    },

    onComplete: (element, completing) => mapOutputAndFlow(behaviors, element, completing),

    onTerminate(element, terminating) {
      const { elementInstances } = context.state;
      cancelUserTask(context, elementInstances.require(terminating.elementInstanceKey));
      behaviors.catchEvents.unsubscribe(terminating.elementInstanceKey);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      finishTermination(behaviors, element, terminating);
    },
  };
}
