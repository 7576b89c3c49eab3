import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { isActive } from '../state/element-instance.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandler, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';
import { violatedByStatus } from './precondition.ts';

/**
 * A worker is done. A job that nobody activated may be completed too. Source:
 * `JobCompleteProcessor.java`.
 */
export function completeJob(context: EngineContext, bpmn: BpmnEngine): CommandHandler<'JOB'> {
  const { state, writers } = context;
  return (command) => {
    const { key } = command;
    const refusal = violatedByStatus('complete', key, state.jobs.status(key), [
      'ACTIVATABLE',
      'ACTIVATED',
    ]);
    const job = state.jobs.get(key);
    if (refusal !== null || job === undefined) {
      refuse(writers, command as CommandRecord, refusal!.type, refusal!.reason);
      return;
    }
    const value = { ...job, variables: command.value.variables };
    writers.event(key, 'JOB', 'COMPLETED', value);
    const instance = state.elementInstances.get(value.elementInstanceKey);
    if (instance !== undefined) {
      const isListener = value.jobKind === 'EXECUTION_LISTENER';
      const scope = state.elementInstances.get(instance.value.flowScopeKey);
      if (isListener || (scope !== undefined && isActive(scope))) {
        bpmn.behaviors.triggers.triggering(
          value.processDefinitionKey,
          value.processInstanceKey,
          value.elementInstanceKey,
          value.elementId,
          value.variables,
        );
        const intent = isListener ? 'COMPLETE_EXECUTION_LISTENER' : 'COMPLETE_ELEMENT';
        writers.command(instance.key, 'PROCESS_INSTANCE', intent, instance.value);
      }
    }
    writers.respond(command as CommandRecord, key, 'JOB', 'COMPLETED', value);
  };
}
