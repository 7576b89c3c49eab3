import type { EventAppliers } from '../stream/handlers.ts';

/** Source: zeebe/engine, `state/appliers/CompensationSubscription*Applier.java`. */
export const compensationSubscriptionEvents: EventAppliers<'COMPENSATION_SUBSCRIPTION'> = {
  CREATED(state, key, value) {
    state.compensations.put(key, value);
  },
  TRIGGERED(state, key, value) {
    state.compensations.put(key, value);
  },
  COMPLETED(state, key, value) {
    state.compensations.remove(key, value);
  },
  DELETED(state, key, value) {
    state.compensations.remove(key, value);
  },
};
