import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { immediateTask } from './immediate-task.ts';

/**
 * A business rule task: a decision, or a job. Source: zeebe/engine,
 * `task/BusinessRuleTaskProcessor.java`.
 */
export function businessRuleTask(behaviors: Behaviors): ElementProcessor {
  return immediateTask(
    behaviors,
    (element) => element.calledDecision === null,
    (element, activating) => behaviors.decisions.evaluateFor(element.calledDecision!, activating),
  );
}
