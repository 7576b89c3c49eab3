import { LIMITS } from '../limits.ts';
import type { ProcessInstanceValue } from '../protocol/value/process-instance.value.ts';
import { canTerminate } from '../state/element-instance.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers } from '../stream/handlers.ts';
import { recordBytes } from '../stream/record-size.ts';

/**
 * Activates or ends many children, as many at once as fit into a message. Source:
 * `ProcessInstanceBatch*Processor`.
 */
export function batchCommands({
  state,
  writers,
}: EngineContext): CommandHandlers<'PROCESS_INSTANCE_BATCH'> {
  const fits = (value: ProcessInstanceValue): boolean =>
    writers.canWrite(
      recordBytes('PROCESS_INSTANCE', value) * 2 + LIMITS.batchSizeCalculationBufferBytes,
    );
  return {
    ACTIVATE({ value }) {
      const body = state.elementInstances.require(value.batchElementInstanceKey);
      const { inner } = state.processes.element(
        body.value.processDefinitionKey,
        body.value.elementId,
        'MULTI_INSTANCE_BODY',
      ).multiInstance!;
      const child: ProcessInstanceValue = {
        ...body.value,
        flowScopeKey: body.key,
        elementId: inner.id,
        bpmnElementType: inner.elementType,
        bpmnEventType: inner.eventType,
      };
      for (let rest = value.index; rest > 0; rest--) {
        if (!fits(child)) {
          writers.command(writers.nextKey(), 'PROCESS_INSTANCE_BATCH', 'ACTIVATE', {
            ...value,
            index: rest,
          });
          return;
        }
        writers.command(writers.nextKey(), 'PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', child);
      }
    },

    TERMINATE({ value }) {
      const { batchElementInstanceKey: scopeKey } = value;
      state.elementInstances.forEachChild(scopeKey, value.index, (child) => {
        if (!fits(child.value)) {
          writers.command(writers.nextKey(), 'PROCESS_INSTANCE_BATCH', 'TERMINATE', {
            ...value,
            index: child.key,
          });
          return false;
        }
        if (canTerminate(child)) {
          writers.command(child.key, 'PROCESS_INSTANCE', 'TERMINATE_ELEMENT', child.value);
        }
        return true;
      });
    },
  };
}
