import { expect } from 'chai';
import { timeoutMs } from '../../../engine/grpc/timeout.ts';

describe('the time of a call', () => {
  const times: readonly [header: string, ms: number | null][] = [
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['3S', 3_000],
    ['4m', 4],
    ['5000u', 5],
    ['6000000n', 6],
    ['', null],
    ['5', null],
    ['123456789S', null],
    ['-1S', null],
    ['1x', null],
  ];
  for (const [header, ms] of times) {
    it(`${JSON.stringify(header)} is ${ms === null ? 'none' : `${ms} ms`}`, () => {
      expect(timeoutMs(header)).to.equal(ms);
    });
  }
});
