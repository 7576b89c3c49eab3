import type { Fault } from './fault.ts';
import { everyBoundary, reportOf, storms } from './simulation/explore.ts';

/** The engine in virtual time, cut off at each moment of its commits and exports in turn. */
export const crashAtEveryBoundary: Fault = {
  name: 'simulation: a crash at each commit boundary in turn',
  async run({ seed, isShort }) {
    return reportOf(await everyBoundary(seed, isShort ? 4 : 12, isShort ? 60 : 2_000));
  },
};

/** The engine in virtual time, cut off again and again, also while it recovers. */
export const crashesInARow: Fault = {
  name: 'simulation: crash after crash at random boundaries',
  async run({ seed, isShort }) {
    return reportOf(await storms(seed, isShort ? 8 : 150, isShort ? 15 : 30));
  },
};
