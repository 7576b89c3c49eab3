import type { ExecutableElement } from '../../model/executable.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { ElementProcessor, Outcome } from '../element-processor.ts';
import { isFailure } from '../failure.ts';
import { completeAndFlow, throwCompensation } from './completion.ts';
import { activateJob } from './job-worker-task.ts';

/**
 * An intermediate throw event of any kind.
 * Source: zeebe/engine, `event/IntermediateThrowEventProcessor.java`.
 */
export function intermediateThrowEvent(behaviors: Behaviors): ElementProcessor {
  const { transitions, variableMappings } = behaviors;
  return {
    onActivate(element, activating) {
      if (element.job !== null) {
        return (
          variableMappings.applyInput(element, activating) ??
          activateJob(behaviors, element, activating)
        );
      }
      if (element.signal !== null) return behaviors.throws.signal(element, activating);
      if (element.escalation !== null) return behaviors.throws.escalation(element, activating);
      if (element.compensation !== null) return throwCompensation(behaviors, element, activating);
      transitions.completeElement(transitions.toActivated(activating));
      return undefined;
    },

    onComplete(element, completing) {
      if (element.compensation !== null) return completeAndFlow(behaviors, element, completing);
      const failure = variableMappings.applyOutput(element, completing);
      if (failure !== undefined) return failure;
      if (element.linkTarget === null) return completeAndFlow(behaviors, element, completing);
      return followLink(behaviors, element, element.linkTarget, completing);
    },

    onTerminate(element, terminating) {
      const { elementInstances } = behaviors.context.state;
      if (element.job !== null) {
        behaviors.jobs.cancelOf(elementInstances.require(terminating.elementInstanceKey));
      }
      const terminated = transitions.toTerminated(terminating);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      transitions.onTerminated(element, terminated);
    },
  };
}

function followLink(
  { transitions }: Behaviors,
  element: ExecutableElement,
  target: ExecutableElement,
  completing: ElementContext,
): Outcome {
  const completed = transitions.toCompleted(element, completing);
  if (isFailure(completed)) return completed;
  transitions.activateInFlowScope(completed, target);
  return undefined;
}
