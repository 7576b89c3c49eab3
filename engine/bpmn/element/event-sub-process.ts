import { isTerminating } from '../../state/element-instance.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ContainerProcessor } from '../element-processor.ts';
import { isFailure } from '../failure.ts';

/** An event sub-process. Source: zeebe/engine, `container/EventSubProcessProcessor.java`. */
export function eventSubProcess(behaviors: Behaviors): ContainerProcessor {
  const { transitions, variableMappings } = behaviors;
  const processor: ContainerProcessor = {
    onActivate(element, activating) {
      const failure = variableMappings.applyInput(element, activating);
      if (failure !== undefined) return failure;
      const activated = transitions.toActivated(activating);
      const [startEvent] = element.startEvents;
      if (startEvent === undefined) throw new Error('the event sub-process has no start event');
      transitions.activateChild(activated, startEvent);
      return undefined;
    },

    onComplete(element, completing) {
      const failure = variableMappings.applyOutput(element, completing);
      if (failure !== undefined) return failure;
      const completed = transitions.toCompleted(element, completing);
      return isFailure(completed) ? completed : undefined;
    },

    onTerminate(element, terminating) {
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      if (transitions.terminateChildren(terminating)) {
        processor.onChildTerminated(element, terminating, null);
      }
    },

    afterExecutionPathCompleted(_element, scope, child) {
      if (transitions.canScopeComplete(child)) transitions.completeElement(scope);
    },

    onChildTerminated(element, scope, child) {
      if (child !== null && !transitions.canScopeTerminate(child)) return;
      const instance = behaviors.context.state.elementInstances.require(scope.elementInstanceKey);
      if (isTerminating(instance)) {
        transitions.onTerminated(element, transitions.toTerminated(scope));
      } else if (transitions.isInterruptedByTerminateEnd(instance)) {
        transitions.completeElement(scope);
      }
    },
  };
  return processor;
}
