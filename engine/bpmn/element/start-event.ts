import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { completeAndFlow } from './completion.ts';

/**
 * A start event; on completing it opens the subscriptions of its scope. Source:
 * `event/StartEventProcessor.java`.
 */
export function startEvent(behaviors: Behaviors): ElementProcessor {
  return {
    onActivate(_element, activating) {
      behaviors.transitions.completeElement(behaviors.transitions.toActivated(activating));
      return undefined;
    },

    onComplete(element, completing) {
      const { flowScope } = element;
      const scope = behaviors.transitions.contextOf(completing.value.flowScopeKey);
      if (flowScope === null || scope === undefined) throw new Error('a start event without scope');
      return (
        behaviors.variableMappings.applyOutput(element, completing) ??
        behaviors.catchEvents.subscribe(flowScope, scope) ??
        completeAndFlow(behaviors, element, completing)
      );
    },

    onTerminate(element, terminating) {
      const terminated = behaviors.transitions.toTerminated(terminating);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      behaviors.transitions.onTerminated(element, terminated);
    },
  };
}
