import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { canTerminate } from '../state/element-instance.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';

/** The commands that move element instances, and the wish to cancel a whole one. */
export function processInstanceCommands(
  { state, writers }: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'PROCESS_INSTANCE'> {
  const move = (command: CommandRecord<'PROCESS_INSTANCE'>): void => bpmn.process(command);
  return {
    ACTIVATE_ELEMENT: move,
    COMPLETE_ELEMENT: move,
    TERMINATE_ELEMENT: move,
    COMPLETE_EXECUTION_LISTENER: move,

    /** Source: zeebe/engine, `ProcessInstanceCancelProcessor.java`. */
    CANCEL(command) {
      const { key } = command;
      const record = command as CommandRecord;
      const instance = state.elementInstances.get(key);
      const prefix = `Expected to cancel a process instance with key '${key}', but `;
      if (instance === undefined || !canTerminate(instance) || instance.parentKey > 0) {
        refuse(writers, record, 'NOT_FOUND', `${prefix}no such process was found`);
        return;
      }
      const parentKey = instance.value.parentProcessInstanceKey;
      if (parentKey > 0) {
        refuse(
          writers,
          record,
          'INVALID_STATE',
          `${prefix}it is created by a parent process instance. Cancel the root process instance ` +
            `'${rootOf(state, parentKey)}' instead.`,
        );
        return;
      }
      writers.command(key, 'PROCESS_INSTANCE', 'TERMINATE_ELEMENT', instance.value);
      writers.respond(record, key, 'PROCESS_INSTANCE', 'ELEMENT_TERMINATING', instance.value);
    },
  };
}

function rootOf(state: EngineState, key: number): number {
  const parentKey = state.elementInstances.get(key)?.value.parentProcessInstanceKey ?? -1;
  return parentKey > 0 ? rootOf(state, parentKey) : key;
}
