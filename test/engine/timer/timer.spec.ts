import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parseInterval } from '../../../engine/feel/interval.ts';
import { nextDue, nextRepetition, parseCycle } from '../../../engine/timer/timer.ts';
import type { Timer } from '../../../engine/timer/timer.ts';

const FROM = Date.UTC(2026, 1, 27, 10, 20, 30);
const SECOND = 1000;

/** Due times of cron expressions as Zeebe computes them, from FROM on, in UTC. */
interface RecordedCron {
  readonly cron: string;
  readonly due?: readonly string[];
  readonly failure?: string;
}

const file = new URL('./zeebe-crons.jsonl', import.meta.url);
const crons = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedCron);

function timerOf(cycle: string): Timer {
  const parsed = parseCycle(cycle);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.timer;
}

describe('engine/timer', () => {
  for (const { cron, failure } of crons.filter((one) => one.failure !== undefined)) {
    it(`refuses the cron expression '${cron}' in Zeebe's words`, () => {
      expect(parseCycle(cron)).to.deep.equal({ ok: false, message: failure });
    });
  }

  const isUtc = new Date(FROM).getTimezoneOffset() === 0;
  for (const { cron, due = [] } of isUtc ? crons.filter((one) => one.due !== undefined) : []) {
    it(`finds the due times of '${cron}' that Zeebe finds`, () => {
      const timer = timerOf(cron);
      let at = FROM;
      const found = due.map(() => {
        at = nextDue(timer, at).dueMs;
        return new Date(at).toISOString().replace('.000Z', 'Z');
      });
      expect(found).to.deep.equal(due);
    });
  }

  it('counts a repeating interval down from its last due time, so that nothing drifts', () => {
    const timer = timerOf('R3/PT10S');
    const first = nextDue(timer, FROM);
    expect(first).to.deep.equal({ dueMs: FROM + 10 * SECOND, repetitions: 3 });
    const second = nextRepetition(timer, 3, first.dueMs);
    if (second === null) throw new Error('the timer ended');
    const late = first.dueMs + 3 * SECOND;
    expect(nextDue(second.timer, late)).to.deep.equal({
      dueMs: first.dueMs + 10 * SECOND,
      repetitions: 2,
    });
    expect(nextRepetition(timer, 1, first.dueMs)).to.equal(null);
  });

  it('repeats for ever without a count, and starts at the time given', () => {
    const timer = timerOf('R/2026-03-01T00:00:00Z/P1D');
    expect(nextDue(timer, FROM)).to.deep.equal({
      dueMs: Date.UTC(2026, 2, 1),
      repetitions: -1,
    });
  });

  it('tells a cycle without interval or with a wrong count', () => {
    expect(parseCycle('R3')).to.deep.equal({ ok: false, message: 'No interval given' });
    const wrong = parseCycle('Rx/PT1S');
    expect(wrong).to.deep.equal({ ok: false, message: 'Cannot parse repetitions count' });
  });

  for (const [text, expected] of [
    ['PT10S', { months: 0, days: 0, ms: 10_000 }],
    ['P1DT2H', { months: 0, days: 1, ms: 7_200_000 }],
    ['P1Y2M3D', { months: 14, days: 3, ms: 0 }],
    ['P2W', { months: 0, days: 14, ms: 0 }],
    ['-PT10S', { months: 0, days: 0, ms: -10_000 }],
    ['10S', null],
    ['P', null],
    ['PT', null],
  ] as const) {
    it(`reads '${text}' as a time span`, () => {
      expect(parseInterval(text)).to.deep.equal(expected);
    });
  }
});
