import { expect } from 'chai';
import { documentBytes } from '../../../server/stream/document-size.ts';
import { View, type Projected } from '../../../server/stream/view.ts';
import { testStore, type TestStore } from '../support/store.ts';

interface Note extends Projected {
  text: string;
}

describe('the documents a view keeps in memory', () => {
  const cachedBytes = 20_000;
  let store: TestStore;
  let view: View<Note>;

  beforeEach(async () => {
    store = await testStore();
    view = new View<Note>(store.connection, { collection: 'notes', cachedBytes });
  });
  afterEach(() => store.close());

  const add = (id: number, chars: number): Note =>
    view.add({ _id: `n-${id}`, partitionId: 1, position: id, text: '文'.repeat(chars) });

  it('are bounded by what they take, not by their number', async () => {
    for (let id = 1; id <= 100; id += 1) add(id, 1_000);
    await view.flush();
    expect(view.memoryBytes).to.be.within(cachedBytes - 3_000, cachedBytes);
    expect(view.get('n-1')).to.equal(undefined);
    expect(view.get('n-100')?.text).to.have.length(1_000);
    await view.load(['n-1', 'n-2']);
    expect(view.get('n-1')?.text).to.have.length(1_000);
    await view.flush();
    expect(view.memoryBytes).to.be.at.most(cachedBytes);
    expect(await store.connection.collection('notes').countDocuments()).to.equal(100);
  });

  it('given one that grows, lets others go; one alone beyond the bound is written and let go', async () => {
    for (let id = 1; id <= 5; id += 1) add(id, 500);
    await view.flush();
    const first = view.get('n-1');
    view.change(first!, 6, (note) => (note.text = '文'.repeat(8_000)));
    await view.flush();
    expect(view.get('n-1')?.text, 'changed last, goes last').to.have.length(8_000);
    expect(view.get('n-2')).to.equal(undefined);
    view.change(first!, 7, (note) => (note.text = '文'.repeat(50_000)));
    await view.flush();
    expect(view.memoryBytes).to.equal(0);
    await view.load(['n-1']);
    expect(view.get('n-1')?.text).to.have.length(50_000);
  });

  it('count as what they hold: texts, lists, documents within', () => {
    expect(documentBytes({ a: 'x'.repeat(1_000) })).to.be.within(2_000, 2_200);
    const nested = { list: ['y'.repeat(500), { deep: 'z'.repeat(500) }], n: 1, none: null };
    expect(documentBytes(nested)).to.be.within(2_000, 2_500);
  });
});
