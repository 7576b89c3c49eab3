import type { ExecutableElement } from '../../model/executable.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { ElementProcessor, Outcome } from '../element-processor.ts';
import { isFailure } from '../failure.ts';
import { completeAndFlow, throwCompensation } from './completion.ts';
import { activateJob } from './job-worker-task.ts';

/** What one kind of end event does differently. */
type Activate = (
  behaviors: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
) => Outcome;

/** An end event of any kind. Source: zeebe/engine, `event/EndEventProcessor.java`. */
export function endEvent(behaviors: Behaviors): ElementProcessor {
  return {
    onActivate(element, activating) {
      return activationOf(element)(behaviors, element, activating);
    },

    onComplete(element, completing) {
      if (element.error !== null || element.isTerminateEndEvent) return undefined;
      if (element.compensation !== null) return completeAndFlow(behaviors, element, completing);
      return (
        behaviors.variableMappings.applyOutput(element, completing) ??
        completeAndFlow(behaviors, element, completing)
      );
    },

    onTerminate(element, terminating) {
      const { elementInstances } = behaviors.context.state;
      if (element.job !== null) {
        behaviors.jobs.cancelOf(elementInstances.require(terminating.elementInstanceKey));
      }
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      const terminated = behaviors.transitions.toTerminated(terminating);
      behaviors.transitions.onTerminated(element, terminated);
    },
  };
}

function activationOf(element: ExecutableElement): Activate {
  if (element.error !== null) return throwError;
  if (element.isTerminateEndEvent) return terminateScope;
  if (element.compensation !== null) return throwCompensation;
  if (element.signal !== null) return (behaviors, ...rest) => behaviors.throws.signal(...rest);
  if (element.escalation !== null) {
    return (behaviors, ...rest) => behaviors.throws.escalation(...rest);
  }
  return element.job === null ? endPath : sendMessage;
}

function endPath(
  behaviors: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
): Outcome {
  const completing = behaviors.transitions.toCompleting(
    behaviors.transitions.toActivated(activating),
  );
  return (
    behaviors.variableMappings.applyOutput(element, completing) ??
    completeAndFlow(behaviors, element, completing)
  );
}

function throwError(
  behaviors: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
): Outcome {
  const { code, codeExpression } = element.error!;
  const scope = activating.elementInstanceKey;
  const thrown = code ?? behaviors.expressions.string(codeExpression, scope);
  if (isFailure(thrown)) return thrown;
  const flowScope = behaviors.context.state.elementInstances.get(activating.value.flowScopeKey);
  const catcher = behaviors.errors.find(thrown, flowScope);
  if (isFailure(catcher)) return catcher;
  behaviors.transitions.toActivated(activating);
  behaviors.errors.throw(catcher);
  return undefined;
}

function sendMessage(
  behaviors: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
): Outcome {
  return (
    behaviors.variableMappings.applyInput(element, activating) ??
    activateJob(behaviors, element, activating)
  );
}

function terminateScope(
  behaviors: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
): Outcome {
  const { transitions } = behaviors;
  const completing = transitions.toCompleting(transitions.toActivated(activating));
  const completed = transitions.toCompleted(element, completing);
  if (isFailure(completed)) return completed;
  const scope = transitions.contextOf(completed.value.flowScopeKey);
  if (scope !== undefined) transitions.terminateChildren(scope);
  return undefined;
}
