import { expect } from 'chai';
import { StreamLag } from '../../../server/stream/lag.ts';

describe('the lag of the read models', () => {
  let at: number;
  let waitingMs: number;
  const lagOf = (isRemote: boolean): StreamLag =>
    new StreamLag({ waitingMs: () => waitingMs, now: () => at, machineNow: () => at, isRemote });

  beforeEach(() => {
    at = 1_000_000;
    waitingMs = 0;
  });

  it('is the age of the oldest record that waits here', () => {
    const lag = lagOf(false);
    waitingMs = 700;
    expect(lag.lagMs()).to.equal(700);
    expect(lag.freshness()).to.deep.equal({ behindMs: 700, lastAt: null });
  });

  it('given a cluster that answers commands and is silent, grows until records come', () => {
    const lag = lagOf(true);
    expect(lag.lagMs()).to.equal(0);
    lag.answered();
    at += 2_000;
    expect(lag.lagMs()).to.equal(0);
    lag.answered();
    at += 58_000;
    expect(lag.lagMs()).to.equal(60_000);
    lag.heard();
    expect(lag.lagMs()).to.equal(0);
  });

  it('given late batches one after the other, does not drop to nothing in between', () => {
    const lag = lagOf(true);
    lag.stored(at - 90_000);
    expect(lag.lagMs()).to.equal(90_000);
    at += 1_000;
    expect(lag.lagMs()).to.equal(91_000);
    lag.stored(at - 500);
    expect(lag.freshness()).to.deep.equal({ behindMs: 0, lastAt: at - 500 });
  });

  it('given one late record after a silence, says so for a moment only', () => {
    const lag = lagOf(true);
    lag.stored(at - 90_000);
    at += 4_000;
    expect(lag.lagMs()).to.equal(0);
  });

  it('given the embedded engine, waits for nothing that it has not sent', () => {
    const lag = lagOf(false);
    lag.answered();
    lag.stored(at - 90_000);
    at += 60_000;
    expect(lag.lagMs()).to.equal(0);
  });
});
