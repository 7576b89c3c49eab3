import { expect } from 'chai';
import { Problem } from '../../../server/errors.ts';
import { AttemptLimit } from '../../../server/sessions/attempt-limit.ts';
import { TestClock } from '../support/context.ts';

describe('wrong passwords from one address', () => {
  it('given sixty, are refused until the window ends; other addresses are not', () => {
    const clock = new TestClock();
    const limit = new AttemptLimit(clock.now);
    for (let i = 0; i < 60; i += 1) {
      limit.check('10.0.0.1');
      limit.failed('10.0.0.1');
    }
    expect(() => limit.check('10.0.0.1')).to.throw(Problem, '300 秒后');
    limit.check('10.0.0.2');
    clock.forward(5 * 60_000);
    limit.check('10.0.0.1');
  });
});
