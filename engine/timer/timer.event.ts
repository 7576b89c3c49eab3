import type { EventAppliers } from '../stream/handlers.ts';

/** What facts about timers change. Source: zeebe/engine, `state/appliers/Timer*Applier.java`. */
export const timerEvents: EventAppliers<'TIMER'> = {
  CREATED(state, key, value) {
    state.timers.create(key, value);
  },
  TRIGGERED(state, key) {
    state.timers.remove(key);
  },
  CANCELED(state, key) {
    state.timers.remove(key);
  },
};
