import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { isTerminating } from '../state/element-instance.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';

/** Sets variables from outside. Source: zeebe/engine, `VariableDocumentUpdateProcessor.java`. */
export function variableDocumentCommands(
  { state, writers }: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'VARIABLE_DOCUMENT'> {
  return {
    UPDATE(command) {
      const { value } = command;
      const record = command as CommandRecord;
      const scope = state.elementInstances.get(value.scopeKey);
      if (scope === undefined || isTerminating(scope)) {
        refuse(
          writers,
          record,
          'NOT_FOUND',
          `Expected to update variables for element with key '${value.scopeKey}', but no such ` +
            `element was found`,
        );
        return;
      }
      const { variables } = bpmn.behaviors;
      if (value.updateSemantics === 'LOCAL') {
        variables.mergeLocal(scope.key, scope.value, value.variables);
      } else {
        variables.merge(scope.key, scope.value, value.variables);
      }
      const key = writers.nextKey();
      writers.event(key, 'VARIABLE_DOCUMENT', 'UPDATED', value);
      writers.respond(record, key, 'VARIABLE_DOCUMENT', 'UPDATED', value);
    },
  };
}
