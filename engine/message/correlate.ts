import type { EventTriggers } from '../bpmn/behavior/event-triggers.ts';
import { DEFAULT_TENANT, NO_KEY } from '../protocol/key.ts';
import type { MessageSubscriptionValue, MessageValue } from '../protocol/value/message.value.ts';
import type { MessageStartSubscription } from '../state/message-start-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';

/** Tells the instance side of a subscription that a message is there. */
export function sendCorrelate(
  { writers }: EngineContext,
  subscription: MessageSubscriptionValue,
): void {
  const { processInstanceKey, elementInstanceKey, bpmnProcessId } = subscription;
  writers.command(NO_KEY, 'PROCESS_MESSAGE_SUBSCRIPTION', 'CORRELATE', {
    processInstanceKey,
    elementInstanceKey,
    bpmnProcessId,
    messageKey: subscription.messageKey,
    messageName: subscription.messageName,
    variables: subscription.variables,
    interrupting: true,
    correlationKey: subscription.correlationKey,
    elementId: '',
    tenantId: DEFAULT_TENANT,
  });
}

/**
 * Gives the oldest buffered message that the process hasn't got yet to a subscription; what the
 * subscription is then, undefined when there was none.
 * Source: zeebe/engine, `MessageCorrelator.java`.
 */
export function correlateNextMessage(
  context: EngineContext,
  subscriptionKey: number,
  value: MessageSubscriptionValue,
): MessageSubscriptionValue | undefined {
  const { state, writers } = context;
  let found: MessageSubscriptionValue | undefined;
  state.messages.forEach(value.messageName, value.correlationKey, (messageKey, message) => {
    if (message.deadline <= writers.now()) return true;
    if (state.messages.wasCorrelated(messageKey, value.bpmnProcessId)) return true;
    found = { ...value, messageKey, variables: message.variables };
    return false;
  });
  if (found === undefined) return undefined;
  writers.event(subscriptionKey, 'MESSAGE_SUBSCRIPTION', 'CORRELATING', found);
  sendCorrelate(context, found);
  return found;
}

/** Starts an instance for a message. Source: `EventHandle.triggerMessageStartEvent`. */
export function startByMessage(
  { writers }: EngineContext,
  triggers: EventTriggers,
  { key, value }: MessageStartSubscription,
  messageKey: number,
  message: MessageValue,
): void {
  const processInstanceKey = writers.nextKey();
  writers.event(key, 'MESSAGE_START_EVENT_SUBSCRIPTION', 'CORRELATED', {
    processDefinitionKey: value.processDefinitionKey,
    bpmnProcessId: value.bpmnProcessId,
    messageName: message.name,
    startEventId: value.startEventId,
    processInstanceKey,
    messageKey,
    correlationKey: message.correlationKey,
    variables: message.variables,
    tenantId: DEFAULT_TENANT,
  });
  triggers.activateProcess(
    value.processDefinitionKey,
    processInstanceKey,
    value.startEventId,
    message.variables,
  );
}
