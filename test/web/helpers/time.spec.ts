import { expect } from 'chai';
import {
  behindText,
  dueText,
  dueTitle,
  durationText,
  exactTime,
  nearTime,
} from '../../../web/helpers/time.ts';

const nowMs = Date.parse('2026-11-23T06:00:00.000Z');
const due = (dueAt: string, remainingWorkingDays: number, provisional = false) => ({
  dueAt,
  remainingWorkingDays,
  provisional,
});

describe('times as shown', () => {
  it('given instants near and far, when shown, then in Shanghai and in words while near', () => {
    const cases: [string, string][] = [
      ['2026-11-23T05:59:40.000Z', '刚刚'],
      ['2026-11-23T05:48:00.000Z', '12 分钟前'],
      ['2026-11-23T01:05:00.000Z', '今天 09:05'],
      ['2026-11-22T16:00:00.000Z', '今天 00:00'],
      ['2026-11-22T15:59:00.000Z', '昨天 23:59'],
      ['2026-11-24T01:30:00.000Z', '明天 09:30'],
      ['2026-11-20T01:30:00.000Z', '11月20日 09:30'],
      ['2025-11-20T01:30:00.000Z', '2025年11月20日'],
    ];
    for (const [instant, text] of cases) expect(nearTime(instant, nowMs), instant).to.equal(text);
    expect(nearTime(null, nowMs)).to.equal('');
    expect(exactTime('2025-12-31T16:00:00.000Z')).to.equal('2026年1月1日 00:00');
  });

  it('given due times, when shown, then the remaining or exceeded time stands first', () => {
    const cases: [ReturnType<typeof due>, string][] = [
      [due('2026-11-25T09:30:00.000Z', 2), '还剩 2 个工作日'],
      [due('2026-11-23T15:59:00.000Z', 0), '今天到期'],
      [due('2026-11-23T06:25:00.000Z', 0), '还剩 25 分钟'],
      [due('2026-11-23T05:20:00.000Z', 0), '超期 40 分钟'],
      [due('2026-11-20T09:30:00.000Z', -1), '超期 1 个工作日'],
    ];
    for (const [value, text] of cases) expect(dueText(value, nowMs)).to.equal(text);
    expect(dueTitle(due('2027-01-08T15:59:00.000Z', 30, true))).to.equal(
      '截止 2027年1月8日 23:59（暂定，节假日安排尚未公布）',
    );
  });

  it('given lengths of time, when told, then in the two largest units', () => {
    const minuteMs = 60_000;
    expect(durationText(20_000)).to.equal('不到 1 分钟');
    expect(durationText(25 * minuteMs)).to.equal('25 分钟');
    expect(durationText(190 * minuteMs)).to.equal('3 小时 10 分');
    expect(durationText(52 * 60 * minuteMs)).to.equal('2 天 4 小时');
  });

  it('says how far data are behind, and since when', () => {
    const lastAt = Date.parse('2026-11-23T14:03:10+08:00');
    expect(behindText(null)).to.equal(null);
    expect(behindText({ behindMs: 80_400, lastAt })).to.equal(
      '数据延迟 1分20秒，最后更新 14:03，正在追赶',
    );
    expect(behindText({ behindMs: 12_000, lastAt: null })).to.equal('数据延迟 12秒，正在追赶');
    expect(behindText({ behindMs: 7_260_000, lastAt })).to.match(/^数据延迟 2小时1分，/);
  });
});
