import type { MessageStartEventSubscriptionValue } from '../protocol/value/message.value.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** A message start event's subscription. */
export interface MessageStartSubscription {
  readonly key: number;
  readonly value: MessageStartEventSubscriptionValue;
}

/** Message start events that wait. Source: `DbMessageStartEventSubscriptionState.java`. */
export class MessageStartState {
  private readonly byName: PairTable<string, number, MessageStartSubscription>;
  private readonly byProcess: PairTable<number, string, true>;

  constructor(store: Store) {
    this.byName = store.pairTable('message-start-subscriptions');
    this.byProcess = store.pairTableByKey('message-start-subscriptions-by-process');
  }

  put(key: number, value: MessageStartEventSubscriptionValue): void {
    this.byName.put(value.messageName, value.processDefinitionKey, { key, value });
    this.byProcess.put(value.processDefinitionKey, value.messageName, true);
  }

  remove(value: MessageStartEventSubscriptionValue): void {
    this.byName.delete(value.messageName, value.processDefinitionKey);
    this.byProcess.delete(value.processDefinitionKey, value.messageName);
  }

  /** The subscriptions to a message name, by definition key. */
  ofName(messageName: string): MessageStartSubscription[] {
    const found: MessageStartSubscription[] = [];
    this.byName.forEach(messageName, (_key, subscription) => {
      found.push(subscription);
    });
    return found;
  }

  /** The subscriptions of a definition. */
  ofProcess(processDefinitionKey: number): MessageStartSubscription[] {
    const found: MessageStartSubscription[] = [];
    this.byProcess.forEach(processDefinitionKey, (name) => {
      const subscription = this.byName.get(name, processDefinitionKey);
      if (subscription !== undefined) found.push(subscription);
    });
    return found;
  }
}
