import { EMPTY_DOCUMENT } from '../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../protocol/key.ts';
import type { MessageSubscriptionValue } from '../protocol/value/message.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { correlateNextMessage, sendCorrelate } from './correlate.ts';

/**
 * The message side of subscriptions. In Zeebe it lives on the partition of the correlation key and
 * talks to the instance's partition by commands; with one partition the records are the same.
 * Source: zeebe/engine, `MessageSubscription{Create,Correlate,Reject,Delete}Processor.java`.
 */
export function messageSubscriptionCommands(
  context: EngineContext,
): CommandHandlers<'MESSAGE_SUBSCRIPTION'> {
  const { writers, state } = context;
  return {
    CREATE(command) {
      const { value } = command;
      const existing = state.subscriptions.message(value.elementInstanceKey, value.messageName);
      if (existing !== undefined) {
        acknowledge(context, 'CREATE', value);
        writers.rejection(
          command as CommandRecord,
          'INVALID_STATE',
          `Expected to open a new message subscription for ${named(value)}, but there is already ` +
            'a message subscription for that element key and message name opened',
        );
        return;
      }
      const key = writers.nextKey();
      writers.event(key, 'MESSAGE_SUBSCRIPTION', 'CREATED', value);
      const correlated = correlateNextMessage(context, key, value);
      if (correlated === undefined) acknowledge(context, 'CREATE', value);
      else writers.amend(command, correlated);
    },

    CORRELATE(command) {
      const { elementInstanceKey, messageName } = command.value;
      const subscription = state.subscriptions.message(elementInstanceKey, messageName);
      if (subscription === undefined) {
        writers.rejection(
          command as CommandRecord,
          'NOT_FOUND',
          `Expected to correlate subscription for ${named(command.value)}, ` +
            'but no such message subscription exists',
        );
        return;
      }
      const { key, value } = subscription;
      writers.event(key, 'MESSAGE_SUBSCRIPTION', 'CORRELATED', value);
      if (!value.interrupting) correlateNextMessage(context, key, value);
    },

    REJECT(command) {
      writers.event(command.key, 'MESSAGE_SUBSCRIPTION', 'REJECTED', command.value);
      correlateElsewhere(context, command.value);
    },

    DELETE(command) {
      const { elementInstanceKey, messageName } = command.value;
      const subscription = state.subscriptions.message(elementInstanceKey, messageName);
      if (subscription === undefined) {
        writers.rejection(
          command as CommandRecord,
          'NOT_FOUND',
          `Expected to close message subscription for ${named(command.value)}, ` +
            'but no such message subscription exists',
        );
      } else {
        writers.event(subscription.key, 'MESSAGE_SUBSCRIPTION', 'DELETED', subscription.value);
      }
      acknowledge(context, 'DELETE', command.value);
    },
  };
}

function named({ elementInstanceKey, messageName }: MessageSubscriptionValue): string {
  return `element with key '${elementInstanceKey}' and message name '${messageName}'`;
}

function acknowledge(
  { writers }: EngineContext,
  intent: 'CREATE' | 'DELETE',
  value: MessageSubscriptionValue,
): void {
  writers.command(NO_KEY, 'PROCESS_MESSAGE_SUBSCRIPTION', intent, {
    processInstanceKey: value.processInstanceKey,
    elementInstanceKey: value.elementInstanceKey,
    bpmnProcessId: '',
    messageKey: NO_KEY,
    messageName: value.messageName,
    variables: EMPTY_DOCUMENT,
    interrupting: intent === 'CREATE' ? value.interrupting : true,
    correlationKey: '',
    elementId: '',
    tenantId: DEFAULT_TENANT,
  });
}

/** The message that one instance could not take goes to another of the same process. */
function correlateElsewhere(context: EngineContext, rejected: MessageSubscriptionValue): void {
  const { state, writers } = context;
  const message = state.messages.get(rejected.messageKey);
  if (message === undefined) return;
  let next: { key: number; value: MessageSubscriptionValue } | undefined;
  state.subscriptions.forEachOfMessage(
    rejected.messageName,
    rejected.correlationKey,
    ({ key, value, isCorrelating }) => {
      if (value.bpmnProcessId !== rejected.bpmnProcessId || isCorrelating) return true;
      const { messageKey } = rejected;
      next = { key, value: { ...value, messageKey, variables: message.variables } };
      return false;
    },
  );
  if (next === undefined) return;
  writers.event(next.key, 'MESSAGE_SUBSCRIPTION', 'CORRELATING', next.value);
  sendCorrelate(context, next.value);
}
