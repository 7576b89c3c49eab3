import type { SignalSubscriptionValue } from '../protocol/value/event.value.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** Who waits for a signal. */
export interface SignalSubscription {
  readonly key: number;
  readonly value: SignalSubscriptionValue;
}

/** Subscriptions to signals. Source: zeebe/engine, `DbSignalSubscriptionState.java`. */
export class SignalState {
  private readonly byName: PairTable<string, number, SignalSubscription>;
  private readonly byOwner: PairTable<number, string, true>;

  constructor(store: Store) {
    this.byName = store.pairTable('signal-subscriptions');
    this.byOwner = store.pairTableByKey('signal-subscriptions-by-owner');
  }

  put(key: number, value: SignalSubscriptionValue): void {
    this.byName.put(value.signalName, ownerOf(value), { key, value });
    this.byOwner.put(ownerOf(value), value.signalName, true);
  }

  remove(value: SignalSubscriptionValue): void {
    this.byName.delete(value.signalName, ownerOf(value));
    this.byOwner.delete(ownerOf(value), value.signalName);
  }

  /** Everyone who waits for the signal. */
  ofName(signalName: string): SignalSubscription[] {
    const found: SignalSubscription[] = [];
    this.byName.forEach(signalName, (_owner, subscription) => {
      found.push(subscription);
    });
    return found;
  }

  /** What an element instance, or the start events of a definition, wait for. */
  ofOwner(ownerKey: number): SignalSubscription[] {
    const found: SignalSubscription[] = [];
    this.byOwner.forEach(ownerKey, (name) => {
      const subscription = this.byName.get(name, ownerKey);
      if (subscription !== undefined) found.push(subscription);
    });
    return found;
  }
}

/** The element instance that waits, or the definition for a start event. */
function ownerOf({ catchEventInstanceKey, processDefinitionKey }: SignalSubscriptionValue): number {
  return catchEventInstanceKey > -1 ? catchEventInstanceKey : processDefinitionKey;
}
