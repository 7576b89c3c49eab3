import { singleEntry } from '../../variable/document.ts';
import { writeValue } from '../../variable/value-text.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { isFailure } from '../failure.ts';
import { immediateTask } from './immediate-task.ts';

/**
 * A script task: a FEEL expression, or a job. Source: zeebe/engine,
 * `task/ScriptTaskProcessor.java`.
 */
export function scriptTask(behaviors: Behaviors): ElementProcessor {
  return immediateTask(
    behaviors,
    (element) => element.script === null,
    (element, activating) => {
      const { expression, resultVariable } = element.script!;
      const { elementInstanceKey, value } = activating;
      const result = behaviors.expressions.any(expression, elementInstanceKey);
      if (isFailure(result)) return result;
      behaviors.triggers.triggering(
        value.processDefinitionKey,
        value.processInstanceKey,
        elementInstanceKey,
        value.elementId,
        singleEntry(resultVariable, writeValue(result)),
      );
      return undefined;
    },
  );
}
