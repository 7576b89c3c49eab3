import { expect } from 'chai';
import {
  addUp,
  clockState,
  dueOf,
  dueOfLimit,
  endOfDay,
  isoOf,
  startOfDay,
  type LedgerEntry,
} from '../../../server/clock/index.ts';
import { calendar, day, entry, randomFrom } from './fixtures.ts';

const FIRST = day('2021-01-01');
const SPAN = day('2026-06-01') - FIRST;

/**
 * The slow truth: walk day by day; a working day counts when the clock ran as the day began.
 * Pauses are [from, to] days. A clock standing still on its last day ends when it resumes.
 */
function oracle(start: number, workingDays: number, pauses: [number, number][]): number {
  let today = start;
  let left = workingDays;
  while (left > 0) {
    today += 1;
    const standing = pauses.some(([from, to]) => today > from && today <= to);
    if (calendar.info(today).working && !standing) left -= 1;
  }
  const onLast = (): [number, number] | undefined =>
    pauses.find(([from, to]) => from <= today && to > today);
  for (let pause = onLast(); pause; pause = onLast()) today = pause[1];
  while (!calendar.info(today).working) today += 1;
  return today;
}

function ledgerOf(start: number, limit: number, pauses: [number, number][]): LedgerEntry[] {
  const iso = (value: number): string => isoOf(value);
  return [
    entry('start', iso(start), { limit: `${limit}wd` }),
    ...pauses.flatMap(([from, to]) => [entry('pause', iso(from)), entry('resume', iso(to))]),
  ];
}

describe('legal clock, against a day-by-day oracle', () => {
  it('gives the same last day for any start and limit', () => {
    const random = randomFrom(20260209);
    for (let run = 0; run < 3_000; run++) {
      const start = FIRST + random(SPAN);
      const limit = random(90) + 1;
      const due = dueOfLimit(calendar, startOfDay(start) + random(86_400_000), `${limit}wd`);
      expect(isoOf(due?.dueDay ?? 0), `${isoOf(start)}+${limit}`).to.equal(
        isoOf(oracle(start, limit, [])),
      );
    }
  });

  it('gives the same last day with pauses, weekends and holidays among them', () => {
    const random = randomFrom(45);
    for (let run = 0; run < 3_000; run++) {
      const start = FIRST + random(SPAN);
      const limit = random(40) + 1;
      const pauses: [number, number][] = [];
      let cursor = start;
      for (let count = random(4); count > 0; count--) {
        const from = cursor + random(15);
        const to = from + random(20);
        pauses.push([from, to]);
        cursor = to + 1;
      }
      // A pause begun after the due day is not the clock's business any more.
      const late = pauses.findIndex(
        ([from], index) => from > oracle(start, limit, pauses.slice(0, index)),
      );
      const inTime = late < 0 ? pauses : pauses.slice(0, late);
      const due = dueOf(addUp(ledgerOf(start, limit, inTime)), calendar, endOfDay(cursor));
      const shown = inTime.map((pause) => pause.map(isoOf));
      expect(isoOf(due?.dueDay ?? 0), JSON.stringify([isoOf(start), limit, shown])).to.equal(
        isoOf(oracle(start, limit, inTime)),
      );
    }
  });

  it('is monotonic: later receipt or a longer limit never ends earlier', () => {
    for (let limit = 0; limit <= 30; limit++) {
      let last = 0;
      for (let start = day('2026-01-01'); start < day('2026-12-31'); start++) {
        const due = dueOfLimit(calendar, startOfDay(start), `${limit}wd`)?.dueAt ?? 0;
        const longer = dueOfLimit(calendar, startOfDay(start), `${limit + 1}wd`)?.dueAt ?? 0;
        expect(due).to.be.at.least(last);
        // On a day off, "the same day" and "one working day" both end on the next working day.
        expect(longer).to.be.at.least(due + (limit === 0 ? 0 : 1));
        last = due;
      }
    }
  });

  it('is additive: a + b working days equals b days after the a-th', () => {
    const random = randomFrom(42);
    for (let run = 0; run < 2_000; run++) {
      const start = FIRST + random(SPAN);
      const [one, other] = [random(30), random(30)];
      const direct = calendar.addWorkingDays(start, one + other);
      const inSteps = calendar.addWorkingDays(calendar.addWorkingDays(start, one), other);
      expect(inSteps).to.equal(direct);
      expect(calendar.countBetween(start, direct)).to.equal(one + other);
    }
  });

  it('gives the same light and remaining days from a ledger in any order, entries doubled', () => {
    const ledger = ledgerOf(day('2026-02-09'), 20, [[day('2026-02-11'), day('2026-02-25')]]);
    const now = endOfDay(day('2026-03-10'));
    const straight = clockState(ledger, calendar, now);
    expect(clockState([...ledger].reverse(), calendar, now)).to.deep.equal(straight);
    expect(clockState([...ledger, ...ledger], calendar, now)).to.deep.equal(straight);
  });
});
