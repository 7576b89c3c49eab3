import {
  createCalendar,
  dayFromIso,
  loadNotices,
  startOfDay,
  type Day,
  type LedgerEntry,
} from '../../../server/clock/index.ts';

/** The calendar of the shipped notices. */
export const calendar = createCalendar(loadNotices());

/** A date that the test's author knows to be one. */
export function day(text: string): Day {
  const found = dayFromIso(text);
  if (found === undefined) throw new Error(text);
  return found;
}

/** Some hour of a day in China, epoch milliseconds. */
export function at(text: string, hour = 10): number {
  return startOfDay(day(text)) + hour * 3_600_000;
}

let position = 0;

/** A ledger entry with what the test cares about. */
export function entry(
  action: LedgerEntry['action'],
  date: string,
  more: Partial<LedgerEntry> = {},
): LedgerEntry {
  position += 1;
  return {
    id: `1-${position}-c`,
    clockId: 'c',
    action,
    at: at(date),
    position,
    basis: '',
    by: 'system',
    reason: '',
    evidence: 'element',
    ...more,
  };
}

/** A reproducible stream of whole numbers in [0, below). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
