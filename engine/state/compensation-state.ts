import type { CompensationSubscriptionValue } from '../protocol/value/event.value.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** An activity that completed and may be compensated. */
export interface CompensationSubscription {
  readonly key: number;
  readonly value: CompensationSubscriptionValue;
}

/** What can be compensated. Source: zeebe/engine, `DbCompensationSubscriptionState.java`. */
export class CompensationState {
  private readonly byInstance: PairTable<number, number, CompensationSubscriptionValue>;
  /** False as long as nothing was ever to be compensated: then no end of a scope looks for it. */
  private isUsed: boolean;

  constructor(store: Store) {
    this.byInstance = store.pairTableByKey('compensation-subscriptions');
    this.isUsed = this.byInstance.firstPrefix() !== undefined;
  }

  /** Adds a subscription, or replaces it. */
  put(key: number, value: CompensationSubscriptionValue): void {
    this.isUsed = true;
    this.byInstance.put(value.processInstanceKey, key, value);
  }

  remove(key: number, { processInstanceKey }: CompensationSubscriptionValue): void {
    this.byInstance.delete(processInstanceKey, key);
  }

  /** The subscriptions of a process instance in the order in which they were made. */
  ofInstance(processInstanceKey: number): CompensationSubscription[] {
    const found: CompensationSubscription[] = [];
    if (!this.isUsed) return found;
    this.byInstance.forEach(processInstanceKey, (key, value) => {
      found.push({ key, value });
    });
    return found;
  }
}
