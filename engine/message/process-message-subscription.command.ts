import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { EMPTY_DOCUMENT } from '../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../protocol/key.ts';
import type { RejectionType } from '../protocol/record-type.ts';
import type { ProcessMessageSubscriptionValue } from '../protocol/value/message.value.ts';
import { elementOf } from '../state/process-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';

type Value = ProcessMessageSubscriptionValue;

/**
 * The instance side of subscriptions.
 * Source: zeebe/engine, `ProcessMessageSubscription{Create,Correlate,Delete}Processor.java`.
 */
export function processMessageSubscriptionCommands(
  context: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'PROCESS_MESSAGE_SUBSCRIPTION'> {
  const { writers, state } = context;
  return {
    CREATE(command) {
      const { value } = command;
      const found = state.subscriptions.process(value.elementInstanceKey, value.messageName);
      if (found?.state === 'OPENING') {
        writers.event(found.key, 'PROCESS_MESSAGE_SUBSCRIPTION', 'CREATED', found.value);
        return;
      }
      const what = `Expected to create process message subscription with ${named(value)}`;
      const record = command as CommandRecord;
      if (found === undefined) {
        writers.rejection(record, 'NOT_FOUND', `${what}, but no such subscription was found`);
      } else {
        const now = found.state === 'CLOSING' ? 'closing' : 'opened';
        writers.rejection(record, 'INVALID_STATE', `${what}, but it is already ${now}`);
      }
    },

    CORRELATE(command) {
      correlate(context, bpmn, command);
    },

    DELETE(command) {
      const { value } = command;
      const found = state.subscriptions.process(value.elementInstanceKey, value.messageName);
      if (found === undefined) {
        const { elementInstanceKey: key, messageName } = value;
        writers.rejection(
          command as CommandRecord,
          'NOT_FOUND',
          `Expected to delete process message subscription for element with key '${key}' and ` +
            `message name '${messageName}', but no such subscription was found.`,
        );
        return;
      }
      writers.event(found.key, 'PROCESS_MESSAGE_SUBSCRIPTION', 'DELETED', found.value);
    },
  };
}

function named({ elementInstanceKey, messageName }: Value): string {
  return `element key '${elementInstanceKey}' and message name '${messageName}'`;
}

function correlate(
  context: EngineContext,
  bpmn: BpmnEngine,
  command: CommandRecord<'PROCESS_MESSAGE_SUBSCRIPTION'>,
): void {
  const { writers, state } = context;
  const { triggers } = bpmn.behaviors;
  const { elementInstanceKey, messageName } = command.value;
  const found = state.subscriptions.process(elementInstanceKey, messageName);
  if (found === undefined) {
    reject(
      context,
      command,
      'NOT_FOUND',
      'process message subscription',
      'but no such subscription was found',
    );
    return;
  }
  if (found.state === 'CLOSING') {
    reject(
      context,
      command,
      'INVALID_STATE',
      'process message subscription',
      'but it is already closing',
    );
    return;
  }
  const instance = state.elementInstances.get(elementInstanceKey);
  const { elementId, interrupting } = found.value;
  if (!triggers.canTrigger(instance, elementId)) {
    reject(
      context,
      command,
      'INVALID_STATE',
      'a process message subscription',
      'but the subscription is not active anymore',
    );
    return;
  }
  const value: Value = { ...command.value, elementId, interrupting };
  writers.amend(command, value);
  writers.event(found.key, 'PROCESS_MESSAGE_SUBSCRIPTION', 'CORRELATED', value);
  const process = state.processes.get(instance.value.processDefinitionKey)?.executable;
  const event = process && elementOf(process, elementId, 'UNSPECIFIED');
  if (event === undefined) throw new Error(`no element ${elementId}`);
  triggers.activateElement(event, elementInstanceKey, instance.value, value.variables);
  answer(context, 'CORRELATE', value);
}

function reject(
  context: EngineContext,
  command: CommandRecord<'PROCESS_MESSAGE_SUBSCRIPTION'>,
  type: RejectionType,
  what: string,
  why: string,
): void {
  const reason = `Expected to correlate ${what} with ${named(command.value)}, ${why}`;
  context.writers.rejection(command as CommandRecord, type, reason);
  answer(context, 'REJECT', command.value);
}

/** Tells the message side how it went. */
function answer({ writers }: EngineContext, intent: 'CORRELATE' | 'REJECT', value: Value): void {
  const isReject = intent === 'REJECT';
  writers.command(NO_KEY, 'MESSAGE_SUBSCRIPTION', intent, {
    processInstanceKey: value.processInstanceKey,
    elementInstanceKey: value.elementInstanceKey,
    bpmnProcessId: value.bpmnProcessId,
    messageKey: isReject ? value.messageKey : NO_KEY,
    messageName: value.messageName,
    correlationKey: isReject ? value.correlationKey : '',
    interrupting: !isReject,
    variables: EMPTY_DOCUMENT,
    tenantId: DEFAULT_TENANT,
  });
}
