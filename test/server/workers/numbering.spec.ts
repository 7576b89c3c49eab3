import { expect } from 'chai';
import { createNumbering, numberModel } from '../../../server/workers/numbering.ts';
import { testStore, type TestStore } from '../support/store.ts';

describe('numbering', () => {
  let store: TestStore;
  beforeEach(async () => {
    store = await testStore();
    await numberModel(store.connection).createIndexes();
  });
  afterEach(() => store.close());

  const ask = (onceKey: string, series = 's', year = 2026) =>
    createNumbering(store.connection).next({
      series,
      pattern: '督办〔{year}〕{seq:3}号',
      year,
      onceKey,
    });

  it('gives 50 askers at once 50 numbers without gap or duplicate', async () => {
    const askers = Array.from({ length: 50 }, (_, index) => `job-${index}`);
    const numbers = await Promise.all(askers.map((key) => ask(key)));
    const expected = Array.from(
      { length: 50 },
      (_, index) => `督办〔2026〕${String(index + 1).padStart(3, '0')}号`,
    );
    expect(numbers.sort()).to.deep.equal(expected);
  });

  it('gives the same asker the same number, also when it asks twice at once', async () => {
    const [first, second] = await Promise.all([ask('job'), ask('job')]);
    expect(first).to.equal(second);
    expect(await ask('job')).to.equal(first);
    expect(await ask('other')).to.equal('督办〔2026〕002号');
  });

  it('begins at one in each series and year', async () => {
    await ask('a');
    expect(await ask('b', 'other')).to.equal('督办〔2026〕001号');
    expect(await ask('c', 's', 2027)).to.equal('督办〔2027〕001号');
  });

  it('gives a number that came back out first', async () => {
    await ask('a');
    await ask('b');
    await createNumbering(store.connection).giveBack('a');
    expect(await ask('c')).to.equal('督办〔2026〕001号');
    expect(await ask('d')).to.equal('督办〔2026〕003号');
  });
});
