import { noChange } from '../stream/handlers.ts';
import type { EventAppliers } from '../stream/handlers.ts';

/** A signal is not kept. */
export const signalEvents: EventAppliers<'SIGNAL'> = { BROADCASTED: noChange };

/** Source: zeebe/engine, `state/appliers/SignalSubscription*Applier.java`. */
export const signalSubscriptionEvents: EventAppliers<'SIGNAL_SUBSCRIPTION'> = {
  CREATED(state, key, value) {
    state.signals.put(key, value);
  },
  DELETED(state, _key, value) {
    state.signals.remove(value);
  },
};

/** Escalations change nothing by themselves. */
export const escalationEvents: EventAppliers<'ESCALATION'> = {
  ESCALATED: noChange,
  NOT_ESCALATED: noChange,
};
