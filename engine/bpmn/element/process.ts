import type { ExecutableElement } from '../../model/executable.ts';
import { isTerminating } from '../../state/element-instance.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import { sendResult } from '../behavior/process-result.ts';
import type { ElementContext } from '../element-context.ts';
import type { ContainerProcessor, Outcome } from '../element-processor.ts';
import { isFailure } from '../failure.ts';

/** The process itself. Source: zeebe/engine, `container/ProcessProcessor.java`. */
export function process(behaviors: Behaviors): ContainerProcessor {
  const { context } = behaviors;
  const { eventScopes } = context.state;

  return {
    onActivate(element, activating) {
      const activated = behaviors.transitions.toActivated(activating);
      const { processDefinitionKey, processInstanceKey } = activated.value;
      const trigger = hasEventStart(element) ? eventScopes.peek(processDefinitionKey) : undefined;
      const isOurs =
        trigger !== undefined &&
        (trigger.processInstanceKey === processInstanceKey || trigger.processInstanceKey === -1);
      if (isOurs) {
        behaviors.triggers.activateWaiting(
          processDefinitionKey,
          processInstanceKey,
          trigger,
          activated,
        );
        return undefined;
      }
      if (element.noneStartEvent === null) throw new Error('the process has no none start event');
      behaviors.transitions.activateChild(activated, element.noneStartEvent);
      return undefined;
    },

    onComplete(element, completing): Outcome {
      behaviors.catchEvents.unsubscribe(completing.elementInstanceKey);
      behaviors.compensations.deleteOfProcessInstance(completing);
      sendResult(context, completing);
      const after = afterEnd(behaviors, element, completing);
      const completed = behaviors.transitions.toCompleted(element, completing);
      if (isFailure(completed)) return completed;
      after(completed);
      return undefined;
    },

    onTerminate(element, terminating) {
      behaviors.catchEvents.unsubscribe(terminating.elementInstanceKey);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      behaviors.compensations.deleteOfProcessInstance(terminating);
      const isEmpty = behaviors.transitions.terminateChildren(terminating);
      if (isEmpty) end(behaviors, element, terminating);
    },

    afterExecutionPathCompleted(_element, scope, child) {
      if (behaviors.transitions.canScopeComplete(child)) {
        behaviors.transitions.completeElement(scope);
      }
    },

    onChildTerminated(element, scope, child) {
      onChildTerminated(behaviors, element, scope, child);
    },
  };
}

function onChildTerminated(
  behaviors: Behaviors,
  element: ExecutableElement,
  scope: ElementContext,
  child: ElementContext | null,
): void {
  const { context, transitions, triggers } = behaviors;
  const key = scope.elementInstanceKey;
  const instance = context.state.elementInstances.require(key);
  const canEnd = child === null || transitions.canScopeTerminate(child);
  if (transitions.isScopeInterrupted(instance)) {
    const trigger = triggers.find(scope);
    if (canEnd && transitions.isInterruptedByTerminateEnd(instance)) {
      transitions.completeElement(scope);
    } else if (trigger !== undefined) {
      triggers.activateWaiting(key, key, trigger, scope);
    }
  } else if (child !== null && canEnd && isTerminating(instance)) {
    end(behaviors, element, scope);
  }
}

function end(behaviors: Behaviors, element: ExecutableElement, terminating: ElementContext): void {
  behaviors.context.awaitedResults.take(terminating.elementInstanceKey);
  const after = afterEnd(behaviors, element, terminating);
  after(behaviors.transitions.toTerminated(terminating));
}

function hasEventStart(element: ExecutableElement): boolean {
  return element.startEvents.some((start) => start !== element.noneStartEvent);
}

/** Who is to be told after the end; found before it, because the end removes the instance. */
function afterEnd(
  { transitions, messageStarts }: Behaviors,
  element: ExecutableElement,
  ending: ElementContext,
): (ended: ElementContext) => void {
  if (ending.value.parentProcessInstanceKey > 0) {
    const caller = transitions.contextOf(ending.value.parentElementInstanceKey);
    if (caller === undefined) return () => {};
    return (ended) => {
      if (ended.state === 'ELEMENT_COMPLETED') transitions.onCalledProcessCompleted(ended, caller);
      else transitions.onCalledProcessTerminated(ended, caller);
    };
  }
  const hasMessageStart = element.startEvents.some((start) => start.message !== null);
  return hasMessageStart ? messageStarts.nextAfter(ending) : () => {};
}
