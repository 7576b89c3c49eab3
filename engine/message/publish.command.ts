import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { EMPTY_DOCUMENT } from '../protocol/json-text.ts';
import { DEFAULT_TENANT } from '../protocol/key.ts';
import type { MessageSubscriptionValue, MessageValue } from '../protocol/value/message.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';
import { sendCorrelate, startByMessage } from './correlate.ts';

/** Source: zeebe/engine, `MessagePublishProcessor.java`, `MessageExpireProcessor.java`. */
export function messageCommands(
  context: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'MESSAGE'> {
  const { writers, state } = context;
  return {
    PUBLISH(command) {
      const { messageId } = command.value;
      if (messageId !== '' && state.messages.existsId(command.value)) {
        refuse(
          writers,
          command as CommandRecord,
          'ALREADY_EXISTS',
          `Expected to publish a new message with id '${messageId}', ` +
            'but a message with that id was already published',
        );
        return;
      }
      publish(context, bpmn, command);
    },

    EXPIRE(command) {
      writers.event(command.key, 'MESSAGE', 'EXPIRED', command.value);
    },
  };
}

/** Source: zeebe/engine, `MessageBatchExpireProcessor.java`. */
export function messageBatchCommands({
  state,
  writers,
}: EngineContext): CommandHandlers<'MESSAGE_BATCH'> {
  return {
    EXPIRE(command) {
      for (const key of command.value.messageKeys) {
        // Looked for twice before the first command had its turn: it expires once.
        if (state.messages.get(key) === undefined) continue;
        writers.event(key, 'MESSAGE', 'EXPIRED', NOTHING);
      }
    },
  };
}

const NOTHING: MessageValue = {
  name: '',
  correlationKey: '',
  timeToLive: -1,
  deadline: -1,
  variables: EMPTY_DOCUMENT,
  messageId: '',
  tenantId: DEFAULT_TENANT,
};

function publish(
  context: EngineContext,
  bpmn: BpmnEngine,
  command: CommandRecord<'MESSAGE'>,
): void {
  const { writers } = context;
  const key = writers.nextKey();
  const deadline = command.timestamp + command.value.timeToLive;
  const message: MessageValue = { ...command.value, deadline };
  writers.event(key, 'MESSAGE', 'PUBLISHED', message);
  writers.respond(command as CommandRecord, key, 'MESSAGE', 'PUBLISHED', message);
  const correlating = correlateToSubscriptions(context, key, message);
  const processIds = new Set(correlating.map(({ bpmnProcessId }) => bpmnProcessId));
  correlateToStartEvents(context, bpmn, key, message, processIds);
  for (const subscription of correlating) sendCorrelate(context, subscription);
  if (message.timeToLive <= 0) writers.event(key, 'MESSAGE', 'EXPIRED', message);
}

/** One instance of each process that waits gets the message. */
function correlateToSubscriptions(
  { writers, state }: EngineContext,
  messageKey: number,
  message: MessageValue,
): MessageSubscriptionValue[] {
  const found: { readonly key: number; readonly value: MessageSubscriptionValue }[] = [];
  const processIds = new Set<string>();
  const { name, correlationKey } = message;
  state.subscriptions.forEachOfMessage(name, correlationKey, ({ key, value, isCorrelating }) => {
    if (isCorrelating || processIds.has(value.bpmnProcessId)) return;
    processIds.add(value.bpmnProcessId);
    found.push({ key, value: { ...value, messageKey, variables: message.variables } });
  });
  for (const { key, value } of found) {
    writers.event(key, 'MESSAGE_SUBSCRIPTION', 'CORRELATING', value);
  }
  return found.map(({ value }) => value);
}

/** Each process with a start event for the message starts, once per correlation key at a time. */
function correlateToStartEvents(
  context: EngineContext,
  bpmn: BpmnEngine,
  key: number,
  message: MessageValue,
  processIds: Set<string>,
): void {
  const { messages, messageStarts } = context.state;
  const { correlationKey } = message;
  for (const subscription of messageStarts.ofName(message.name)) {
    const { bpmnProcessId } = subscription.value;
    if (processIds.has(bpmnProcessId)) continue;
    if (correlationKey !== '' && messages.isLocked(bpmnProcessId, correlationKey)) continue;
    processIds.add(bpmnProcessId);
    startByMessage(context, bpmn.behaviors.triggers, subscription, key, message);
  }
}
