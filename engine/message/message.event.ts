import type { EventAppliers } from '../stream/handlers.ts';

/** Source: zeebe/engine, `state/appliers/Message{Published,Expired}Applier.java`. */
export const messageEvents: EventAppliers<'MESSAGE'> = {
  PUBLISHED(state, key, value) {
    state.messages.put(key, value);
  },
  EXPIRED(state, key) {
    state.messages.remove(key);
  },
};

/** Source: zeebe/engine, `state/appliers/MessageSubscription*Applier.java`. */
export const messageSubscriptionEvents: EventAppliers<'MESSAGE_SUBSCRIPTION'> = {
  CREATED({ subscriptions }, key, value) {
    subscriptions.putMessage(key, value, false);
  },
  CORRELATING({ subscriptions, messages }, key, value) {
    subscriptions.putMessage(key, value, true);
    // A message reaches one instance of a process only.
    messages.putCorrelation(value.messageKey, value.bpmnProcessId);
  },
  CORRELATED({ subscriptions }, key, value) {
    const { elementInstanceKey, messageName } = value;
    if (value.interrupting) subscriptions.removeMessage(elementInstanceKey, messageName);
    else subscriptions.putMessage(key, value, false);
  },
  REJECTED({ subscriptions, messages }, _key, value) {
    subscriptions.removeMessage(value.elementInstanceKey, value.messageName);
    messages.removeCorrelation(value.messageKey, value.bpmnProcessId);
  },
  DELETED({ subscriptions }, _key, value) {
    subscriptions.removeMessage(value.elementInstanceKey, value.messageName);
  },
};

/** Source: zeebe/engine, `state/appliers/ProcessMessageSubscription*Applier.java`. */
export const processMessageSubscriptionEvents: EventAppliers<'PROCESS_MESSAGE_SUBSCRIPTION'> = {
  CREATING({ subscriptions }, key, value) {
    subscriptions.putProcess(key, value, 'OPENING');
  },
  CREATED({ subscriptions }, key, value) {
    subscriptions.putProcess(key, value, 'OPENED');
  },
  CORRELATED({ subscriptions }, key, value) {
    const { elementInstanceKey, messageName } = value;
    if (value.interrupting) subscriptions.removeProcess(elementInstanceKey, messageName);
    else subscriptions.putProcess(key, value, 'OPENED');
  },
  DELETING({ subscriptions }, key, value) {
    subscriptions.putProcess(key, value, 'CLOSING');
  },
  DELETED({ subscriptions }, _key, value) {
    subscriptions.removeProcess(value.elementInstanceKey, value.messageName);
  },
};

/** Source: zeebe/engine, `state/appliers/MessageStartEventSubscription*Applier.java`. */
export const messageStartEvents: EventAppliers<'MESSAGE_START_EVENT_SUBSCRIPTION'> = {
  CREATED({ messageStarts }, key, value) {
    messageStarts.put(key, value);
  },
  CORRELATED({ messages }, _key, value) {
    messages.putCorrelation(value.messageKey, value.bpmnProcessId);
    if (value.correlationKey === '') return;
    messages.lock(value.bpmnProcessId, value.correlationKey, value.processInstanceKey);
  },
  DELETED({ messageStarts }, _key, value) {
    messageStarts.remove(value);
  },
};
