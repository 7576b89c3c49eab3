import { expect } from 'chai';
import { clockState, explain, isoOf, dayOf, parseLadder } from '../../../server/clock/index.ts';
import { at, calendar, entry } from './fixtures.ts';

const start = entry('start', '2026-02-09', {
  limit: '20wd',
  basis: '行政许可法第四十二条',
  reason: '受理',
});

describe('clock state', () => {
  it('is not started before its first entry', () => {
    const state = clockState([], calendar, at('2026-02-09'));
    expect(state).to.include({ status: 'notStarted', light: 'none', dueAt: undefined });
  });

  it('goes green, blue, yellow on the last day, red after it', () => {
    const lightOn = (date: string): string => clockState([start], calendar, at(date)).light;
    expect(lightOn('2026-03-09')).to.equal('green');
    expect(lightOn('2026-03-10')).to.equal('blue');
    expect(lightOn('2026-03-13')).to.equal('yellow');
    expect(lightOn('2026-03-14')).to.equal('red');
    expect(clockState([start], calendar, at('2026-03-14')).overdue).to.equal(true);
  });

  it('takes another ladder as data: yellow once late, red a working day later', () => {
    const ladder = parseLadder({ yellowAfter: '0wd', redAfter: '1wd' });
    const lightOn = (date: string): string => clockState([start], calendar, at(date), ladder).light;
    expect(lightOn('2026-03-13')).to.equal('green');
    expect(lightOn('2026-03-14')).to.equal('yellow');
    expect(lightOn('2026-03-16')).to.equal('yellow');
    expect(lightOn('2026-03-17')).to.equal('red');
  });

  it('stands still under article 45 and moves the due day by the working days it stood', () => {
    const pause = entry('pause', '2026-03-02', {
      reason: '专家评审',
      basis: '行政许可法第四十五条',
    });
    const paused = clockState([start, pause], calendar, at('2026-03-20'));
    expect(paused).to.include({ status: 'paused', light: 'none', overdue: false });
    const resumed = clockState(
      [start, pause, entry('resume', '2026-03-06')],
      calendar,
      at('2026-03-09'),
    );
    expect(isoOf(dayOf(resumed.dueAt ?? 0))).to.equal('2026-03-19');
  });

  it('adds an extension, and begins anew at a restart', () => {
    const longer = [start, entry('extend', '2026-03-10', { limit: '10wd', by: 'p001' })];
    const extended = clockState(longer, calendar, at('2026-03-11'));
    expect(isoOf(dayOf(extended.dueAt ?? 0))).to.equal('2026-03-27');
    const again = clockState(
      [...longer, entry('restart', '2026-03-12')],
      calendar,
      at('2026-03-12'),
    );
    expect(isoOf(dayOf(again.dueAt ?? 0))).to.equal('2026-04-10');
  });

  it('keeps whether it was late when it stopped', () => {
    const late = clockState([start, entry('stop', '2026-03-16')], calendar, at('2026-12-01'));
    expect(late).to.include({ status: 'stopped', light: 'none', overdue: true });
    const inTime = clockState([start, entry('stop', '2026-03-13')], calendar, at('2026-12-01'));
    expect(inTime).to.include({ overdue: false, remainingWorkingDays: 0 });
  });

  it('gives no fresh time to a case sent back: a second start is ignored, and shown', () => {
    const ledger = [start, entry('start', '2026-03-02', { limit: '20wd' })];
    expect(isoOf(dayOf(clockState(ledger, calendar, at('2026-03-03')).dueAt ?? 0))).to.equal(
      '2026-03-13',
    );
    expect(explain(ledger, calendar, at('2026-03-03')).notes.join()).to.contain('不重复起算');
  });
});

describe('为什么是这一天', () => {
  it('names the holiday, the notice, the exchanged Saturday and the numbered days', () => {
    const account = explain([start], calendar, at('2026-02-10'));
    const on = (date: string): string => account.days.find((day) => day.date === date)?.why ?? '';
    expect(account.summary).to.equal(
      '自2026年2月9日起算，当日不计入，20 个工作日（行政许可法第四十二条），' +
        '至2026年3月13日（周五）24 时届满。',
    );
    expect(on('2026-02-09')).to.contain('不计入');
    expect(on('2026-02-14')).to.equal('第 5 个工作日，春节调休上班（国办发明电〔2025〕7号）');
    expect(on('2026-02-17')).to.equal('春节放假（国办发明电〔2025〕7号）');
    expect(on('2026-03-01')).to.equal('周末');
    expect(on('2026-03-13')).to.equal('第 20 个工作日');
    expect(account.days.filter((day) => day.counted)).to.have.length(20);
  });

  it('lists the days of a pause with its article, and still counts to the limit', () => {
    const ledger = [
      start,
      entry('pause', '2026-03-02', { reason: '专家评审', basis: '行政许可法第四十五条' }),
      entry('resume', '2026-03-06'),
    ];
    const account = explain(ledger, calendar, at('2026-03-09'));
    expect(account.days.find((day) => day.date === '2026-03-04')?.why).to.equal(
      '暂停：专家评审，依据行政许可法第四十五条不计入时限',
    );
    expect(account.days.filter((day) => day.counted)).to.have.length(20);
    expect(account.days.at(-1)?.date).to.equal('2026-03-19');
  });

  it('says that a calendar-day limit rolled forward, and that a far date is provisional', () => {
    const rolled = explain(
      [entry('start', '2026-01-16', { limit: '30d' })],
      calendar,
      at('2026-01-17'),
    );
    expect(rolled.notes.join()).to.contain('顺延');
    expect(rolled.days.at(-1)).to.include({ date: '2026-02-24', why: '顺延后的最后一日' });
    const far = explain(
      [entry('start', '2026-12-25', { limit: '10wd' })],
      calendar,
      at('2026-12-26'),
    );
    expect(far.summary).to.contain('暂定');
    expect(far.days.at(-1)?.provisional).to.equal(true);
  });
});
