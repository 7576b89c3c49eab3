import { expect } from 'chai';
import { AgeCache } from '../../server/age-cache.ts';
import { TestClock } from './support/context.ts';

describe('what was read lately', () => {
  const clock = new TestClock();
  const cache = (kept = 10): AgeCache<number> =>
    new AgeCache({ believedMs: 1_000, kept, now: clock.now });

  it('is believed for its time, and not when the clock was set back', () => {
    const one = cache();
    one.put('a', 1, one.since());
    clock.forward(999);
    expect(one.get('a')).to.equal(1);
    clock.forward(1);
    expect(one.get('a')).to.equal(undefined);
    one.put('b', 2, one.since());
    clock.forward(-5_000);
    expect(one.get('b')).to.equal(undefined);
  });

  it('given a reading under way when something was forgotten, does not keep it', () => {
    const one = cache();
    one.put('a', 1, one.since());
    const since = one.since();
    one.forget('a');
    expect(one.get('a')).to.equal(undefined);
    one.put('a', 1, since);
    expect(one.get('a')).to.equal(undefined);
    one.put('a', 2, one.since());
    expect(one.get('a')).to.equal(2);
    one.forget();
    expect(one.get('a')).to.equal(undefined);
  });

  it('keeps no more than its bound, the latest', () => {
    const one = cache(2);
    for (const id of ['a', 'b', 'c']) one.put(id, 1, one.since());
    expect(['a', 'b', 'c'].map((id) => one.get(id))).to.deep.equal([undefined, 1, 1]);
  });
});
