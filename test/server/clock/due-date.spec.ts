import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { createCalendar, dueOfLimit, endOfDay, isoOf } from '../../../server/clock/index.ts';
import { at, calendar, day } from './fixtures.ts';

interface Vector {
  accepted: string;
  limitWorkingDays: number;
  due: string;
  weekendOnly?: string;
  provisional?: boolean;
}
const vectors = JSON.parse(
  readFileSync(new URL('./working-days.json', import.meta.url), 'utf8'),
) as Vector[];

function due(accepted: string, limit: string, hour = 10): string {
  const found = dueOfLimit(calendar, at(accepted, hour), limit);
  return found ? isoOf(found.dueDay) : '';
}

describe('due date', () => {
  for (const vector of vectors) {
    const { accepted, limitWorkingDays } = vector;
    it(`accepted ${accepted}, ${limitWorkingDays} working days: ${vector.due}`, () => {
      const found = dueOfLimit(calendar, at(vector.accepted), `${vector.limitWorkingDays}wd`);
      expect(isoOf(found?.dueDay ?? 0)).to.equal(vector.due);
      expect(found?.provisional).to.equal(vector.provisional ?? false);
      expect(found?.dueAt).to.equal(endOfDay(day(vector.due)));
    });
  }

  it('without the notices gives the wrong answer that the vectors warn of', () => {
    const weekendOnly = createCalendar([]);
    for (const { accepted, limitWorkingDays, weekendOnly: wrong } of vectors) {
      if (wrong === undefined) continue;
      const found = dueOfLimit(weekendOnly, at(accepted), `${limitWorkingDays}wd`);
      expect(isoOf(found?.dueDay ?? 0)).to.equal(wrong);
    }
  });

  it('does not depend on the hour of receipt, midnight in China included', () => {
    expect(due('2026-02-09', '20wd', 0)).to.equal('2026-03-13');
    expect(due('2026-02-09', '20wd', 23.999)).to.equal('2026-03-13');
  });

  it('takes the last day of a month that lacks the day (Civil Code 202)', () => {
    expect(due('2024-01-31', '1mo')).to.equal('2024-02-29');
    expect(due('2025-11-30', '3mo')).to.equal('2026-02-28');
  });

  it('rolls a last day off forward, for days and months (Civil Code 203)', () => {
    expect(due('2026-01-16', '30d')).to.equal('2026-02-24');
    expect(due('2026-07-01', '3mo')).to.equal('2026-10-08');
    expect(due('2026-01-29', '30d')).to.equal('2026-02-28');
  });

  it('runs minutes and hours through nights and holidays', () => {
    const start = at('2026-10-01', 23.75);
    expect(dueOfLimit(calendar, start, '30m')?.dueAt).to.equal(start + 30 * 60_000);
    expect(dueOfLimit(calendar, start, '2h')?.dueAt).to.equal(start + 120 * 60_000);
  });

  it('ends a same-day limit at the end of the day, or of the next working day', () => {
    expect(due('2026-03-04', '0wd')).to.equal('2026-03-04');
    expect(due('2026-03-07', '0wd')).to.equal('2026-03-09');
  });

  it('knows no due date for what is no limit', () => {
    for (const text of ['', '5', 'wd', '5 weeks', '-1wd', '99999wd']) {
      expect(dueOfLimit(calendar, at('2026-02-09'), text), text).to.equal(undefined);
    }
  });

  it('follows a local addition before the notice', () => {
    const local = createCalendar(calendar.notices, [
      { date: '2026-03-04', working: false, name: '三月三', source: '自治区办公厅通知' },
    ]);
    expect(isoOf(dueOfLimit(local, at('2026-03-03'), '1wd')?.dueDay ?? 0)).to.equal('2026-03-05');
  });
});
