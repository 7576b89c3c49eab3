import { Random } from '../differential/random/random.ts';
import type { Fault } from './fault.ts';
import { everyBoundary, reportOf, storms } from './simulation/explore.ts';
import { compareWithKill } from './simulation/real-kill.ts';

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

/** The same moments, with a process that kills itself: what both leave is the same. */
export const crashesAreReal: Fault = {
  name: 'simulation: its crashes leave what kill -9 leaves',
  async run({ seed, isShort }) {
    const random = new Random(seed, 'real kills');
    const times = isShort ? 2 : 40;
    for (let done = 0; done < times; done += 1) {
      const [fault] = await compareWithKill(seed + done, 6, random.int(20, 90));
      if (fault !== undefined) throw new Error(fault);
    }
    return { injected: times, lost: 0, doubled: 0, longestUnavailableMs: null };
  },
};
