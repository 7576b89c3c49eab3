import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { decisionEvaluationCommands } from '../deployment/evaluate-decision.command.ts';
import { resourceDeletionCommands } from '../deployment/delete-resource.command.ts';
import { deploymentCommands } from '../deployment/create-deployment.command.ts';
import { incidentCommands } from '../incident/resolve.command.ts';
import { jobBatchCommands } from '../job/activate.command.ts';
import { jobCommands } from '../job/job-commands.ts';
import { messageSubscriptionCommands } from '../message/message-subscription.command.ts';
import { processMessageSubscriptionCommands } from '../message/process-message-subscription.command.ts';
import { messageBatchCommands, messageCommands } from '../message/publish.command.ts';
import { creationCommands } from '../process-instance/create.command.ts';
import { migrationCommands } from '../process-instance/migrate.command.ts';
import { modificationCommands } from '../process-instance/modify.command.ts';
import { batchCommands } from '../process-instance/batch.command.ts';
import { processInstanceCommands } from '../process-instance/process-instance-commands.ts';
import { signalCommands } from '../signal/broadcast.command.ts';
import { timerCommands } from '../timer/timer-commands.ts';
import type { ValueType } from '../protocol/value-type.ts';
import { userTaskCommands } from '../user-task/user-task-commands.ts';
import { variableDocumentCommands } from '../variable/update-document.command.ts';
import type { EngineContext } from './engine-context.ts';
import type { CommandHandler, CommandHandlers } from './handlers.ts';

/** Record kinds whose commands the engine takes. The others join when their folder is written. */
export type HandledValueType =
  | 'JOB'
  | 'JOB_BATCH'
  | 'DEPLOYMENT'
  | 'PROCESS_INSTANCE'
  | 'PROCESS_INSTANCE_CREATION'
  | 'PROCESS_INSTANCE_BATCH'
  | 'PROCESS_INSTANCE_MODIFICATION'
  | 'PROCESS_INSTANCE_MIGRATION'
  | 'VARIABLE_DOCUMENT'
  | 'INCIDENT'
  | 'DECISION_EVALUATION'
  | 'TIMER'
  | 'MESSAGE'
  | 'MESSAGE_BATCH'
  | 'MESSAGE_SUBSCRIPTION'
  | 'PROCESS_MESSAGE_SUBSCRIPTION'
  | 'SIGNAL'
  | 'RESOURCE_DELETION'
  | 'USER_TASK';

/** Finds the handler of a command, or undefined when the engine doesn't know the command. */
export type CommandLookup = (
  valueType: ValueType,
  intent: string,
) => CommandHandler<ValueType> | undefined;

/** Makes the handlers of every command. */
export function makeCommandHandlers(context: EngineContext, bpmn: BpmnEngine): CommandLookup {
  const handlers: { readonly [VT in HandledValueType]: CommandHandlers<VT> } = {
    JOB: jobCommands(context, bpmn),
    JOB_BATCH: jobBatchCommands(context),
    DEPLOYMENT: deploymentCommands(context, bpmn),
    PROCESS_INSTANCE: processInstanceCommands(context, bpmn),
    PROCESS_INSTANCE_CREATION: creationCommands(context, bpmn),
    PROCESS_INSTANCE_BATCH: batchCommands(context),
    PROCESS_INSTANCE_MODIFICATION: modificationCommands(context, bpmn),
    PROCESS_INSTANCE_MIGRATION: migrationCommands(context, bpmn),
    VARIABLE_DOCUMENT: variableDocumentCommands(context, bpmn),
    INCIDENT: incidentCommands(context, bpmn),
    DECISION_EVALUATION: decisionEvaluationCommands(context, bpmn),
    TIMER: timerCommands(context, bpmn),
    MESSAGE: messageCommands(context, bpmn),
    MESSAGE_BATCH: messageBatchCommands(context),
    MESSAGE_SUBSCRIPTION: messageSubscriptionCommands(context),
    PROCESS_MESSAGE_SUBSCRIPTION: processMessageSubscriptionCommands(context, bpmn),
    SIGNAL: signalCommands(context, bpmn),
    RESOURCE_DELETION: resourceDeletionCommands(context, bpmn),
    USER_TASK: userTaskCommands(context, bpmn),
  };
  const lookup = handlers as unknown as {
    readonly [valueType: string]:
      { readonly [intent: string]: CommandHandler<ValueType> } | undefined;
  };
  return (valueType, intent) => lookup[valueType]?.[intent];
}
