import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { elementOf } from '../state/process-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';

/** Source: zeebe/engine, `SignalBroadcastProcessor.java`. */
export function signalCommands(
  context: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'SIGNAL'> {
  const { writers, state } = context;
  const { triggers } = bpmn.behaviors;
  return {
    BROADCAST(command) {
      const key = writers.nextKey();
      const { signalName, variables } = command.value;
      writers.event(key, 'SIGNAL', 'BROADCASTED', command.value);
      writers.respond(command as CommandRecord, key, 'SIGNAL', 'BROADCASTED', command.value);
      for (const { value } of state.signals.ofName(signalName)) {
        const { processDefinitionKey, catchEventId, catchEventInstanceKey } = value;
        if (catchEventInstanceKey === -1) {
          const instanceKey = writers.nextKey();
          triggers.activateProcess(processDefinitionKey, instanceKey, catchEventId, variables);
          continue;
        }
        const process = state.processes.get(processDefinitionKey)?.executable;
        const event = process && elementOf(process, catchEventId, 'UNSPECIFIED');
        const instance = state.elementInstances.get(catchEventInstanceKey);
        if (event === undefined || !triggers.canTrigger(instance, catchEventId)) continue;
        triggers.activateElement(event, catchEventInstanceKey, instance.value, variables);
      }
    },
  };
}
