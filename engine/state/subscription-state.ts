import type {
  MessageSubscriptionValue,
  ProcessMessageSubscriptionValue,
} from '../protocol/value/message.value.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** The message side of a subscription. */
export interface MessageSubscription {
  readonly key: number;
  readonly value: MessageSubscriptionValue;
  readonly isCorrelating: boolean;
}

/** The instance side of a subscription. */
export interface ProcessMessageSubscription {
  readonly key: number;
  readonly value: ProcessMessageSubscriptionValue;
  readonly state: 'OPENING' | 'OPENED' | 'CLOSING';
}

/**
 * Both sides of the subscriptions to messages, by element instance and message name.
 * Source: zeebe/engine, `DbMessageSubscriptionState.java`,
 * `DbProcessMessageSubscriptionState.java`.
 */
export class SubscriptionState {
  private readonly messageSide: PairTable<number, string, MessageSubscription>;
  private readonly byMessage: PairTable<string, number, true>;
  private readonly processSide: PairTable<number, string, ProcessMessageSubscription>;

  constructor(store: Store) {
    this.messageSide = store.pairTableByKey('message-subscriptions');
    this.byMessage = store.pairTable('message-subscriptions-by-message');
    this.processSide = store.pairTableByKey('process-message-subscriptions');
  }

  /** The message side, or undefined. */
  message(elementInstanceKey: number, messageName: string): MessageSubscription | undefined {
    return this.messageSide.get(elementInstanceKey, sortable(messageName));
  }

  /** Walks the message sides of a name and correlation key; false stops. */
  forEachOfMessage(
    name: string,
    correlationKey: string,
    visit: (subscription: MessageSubscription) => boolean | void,
  ): void {
    this.byMessage.forEach(JSON.stringify([name, correlationKey]), (elementInstanceKey) => {
      const subscription = this.message(elementInstanceKey, name);
      return subscription === undefined ? true : visit(subscription);
    });
  }

  putMessage(key: number, value: MessageSubscriptionValue, isCorrelating: boolean): void {
    const { elementInstanceKey, messageName, correlationKey } = value;
    this.messageSide.put(elementInstanceKey, sortable(messageName), { key, value, isCorrelating });
    this.byMessage.put(JSON.stringify([messageName, correlationKey]), elementInstanceKey, true);
  }

  removeMessage(elementInstanceKey: number, messageName: string): void {
    const subscription = this.message(elementInstanceKey, messageName);
    if (subscription === undefined) return;
    this.messageSide.delete(elementInstanceKey, sortable(messageName));
    const { correlationKey } = subscription.value;
    this.byMessage.delete(JSON.stringify([messageName, correlationKey]), elementInstanceKey);
  }

  /** The instance side, or undefined. */
  process(elementInstanceKey: number, messageName: string): ProcessMessageSubscription | undefined {
    return this.processSide.get(elementInstanceKey, sortable(messageName));
  }

  /** The instance sides of an element instance. */
  ofElement(elementInstanceKey: number): ProcessMessageSubscription[] {
    const found: ProcessMessageSubscription[] = [];
    this.processSide.forEach(elementInstanceKey, (_name, subscription) => {
      found.push(subscription);
    });
    return found;
  }

  putProcess(
    key: number,
    value: ProcessMessageSubscriptionValue,
    state: ProcessMessageSubscription['state'],
  ): void {
    const name = sortable(value.messageName);
    this.processSide.put(value.elementInstanceKey, name, { key, value, state });
  }

  removeProcess(elementInstanceKey: number, messageName: string): void {
    this.processSide.delete(elementInstanceKey, sortable(messageName));
  }
}

/** Zeebe's order of texts in keys: shorter ones first. */
function sortable(text: string): string {
  return `${String(Buffer.byteLength(text)).padStart(8, '0')}${text}`;
}
