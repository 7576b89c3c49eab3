import { isActive, isInterrupted, isTerminating } from '../../state/element-instance.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ContainerProcessor } from '../element-processor.ts';
import { mapOutputAndFlow } from './completion.ts';

/** An embedded sub-process. Source: zeebe/engine, `container/SubProcessProcessor.java`. */
export function subProcess(behaviors: Behaviors): ContainerProcessor {
  const { elementInstances } = behaviors.context.state;
  const processor: ContainerProcessor = {
    onActivate(element, activating) {
      const failure = behaviors.variableMappings.applyInput(element, activating);
      if (failure !== undefined) return failure;
      const activated = behaviors.transitions.toActivated(activating);
      if (element.noneStartEvent === null) throw new Error('the sub-process has no start event');
      behaviors.transitions.activateChild(activated, element.noneStartEvent);
      return undefined;
    },

    onComplete: (element, completing) => mapOutputAndFlow(behaviors, element, completing),

    onTerminate(element, terminating) {
      behaviors.catchEvents.unsubscribe(terminating.elementInstanceKey);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      behaviors.compensations.deleteInside(terminating);
      if (behaviors.transitions.terminateChildren(terminating)) {
        processor.onChildTerminated(element, terminating, null);
      }
    },

    afterExecutionPathCompleted(_element, scope, child) {
      if (behaviors.transitions.canScopeComplete(child)) {
        behaviors.transitions.completeElement(scope);
      }
    },

    onChildTerminated(element, scope, child) {
      const { transitions, triggers } = behaviors;
      const key = scope.elementInstanceKey;
      const instance = elementInstances.require(key);
      const isTerminateEnd = transitions.isInterruptedByTerminateEnd(instance);
      const trigger = triggers.find(scope);
      if (transitions.isScopeInterrupted(instance) && !isTerminateEnd) {
        if (trigger !== undefined) triggers.activateWaiting(key, key, trigger, scope);
        return;
      }
      if (child !== null && !transitions.canScopeTerminate(child)) return;
      const flowScope = elementInstances.get(scope.value.flowScopeKey);
      if (
        trigger !== undefined &&
        flowScope !== undefined &&
        isActive(flowScope) &&
        !isInterrupted(flowScope)
      ) {
        const terminated = transitions.toTerminated(scope);
        triggers.activateWaiting(key, scope.value.flowScopeKey, trigger, terminated);
      } else if (isTerminating(instance)) {
        transitions.onTerminated(element, transitions.toTerminated(scope));
      } else if (isTerminateEnd) {
        transitions.completeElement(scope);
      }
    },
  };
  return processor;
}
