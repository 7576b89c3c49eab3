import { expect } from 'chai';
import { daysAgo, OffsetClock } from '../../../server/demo/demo-clock.ts';

const monday = Date.parse('2026-11-23T15:30:00+08:00');
const beijing = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16);

describe('days of the demo', () => {
  it('given days and an hour, is that hour in Beijing', () => {
    expect(beijing(daysAgo(monday, 0, 9))).to.equal('2026-11-23T09:00');
    expect(beijing(daysAgo(monday, 4, 14))).to.equal('2026-11-19T14:00');
  });

  it('given a weekend, is the Friday before', () => {
    expect(beijing(daysAgo(monday, 1, 9))).to.equal('2026-11-20T09:00');
    expect(beijing(daysAgo(monday, 2, 9))).to.equal('2026-11-20T09:00');
  });

  it('given an hour after midnight in Beijing, counts days of Beijing and not of Greenwich', () => {
    const early = Date.parse('2026-11-24T00:30:00+08:00');
    expect(beijing(daysAgo(early, 0, 9))).to.equal('2026-11-24T09:00');
  });

  it('moves a clock by an offset', () => {
    const clock = new OffsetClock({ now: () => 1000 });
    clock.offsetMs = -400;
    expect(clock.now()).to.equal(600);
  });
});
