import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'bson';
import { expect } from 'chai';
import { MongoClient, type Document } from 'mongodb';
import { runPipeline } from '../../../server/store/aggregate/source.ts';
import { startStore } from '../../../server/store/index.ts';
import { Catalog } from '../../../server/store/storage/catalog.ts';
import { openTables, type Tables } from '../../../server/store/storage/tables.ts';
import { verifyStore } from '../../../server/store/storage/verify.ts';

const MB = 2 ** 20;

describe('store: bounds', function suite() {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-store-bounds-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const held = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };

  /** The most that is held while a pipeline's documents pass, beyond what was held before. */
  function peakOf(tables: Tables, stages: Document[]): { documents: number; peak: number } {
    const before = held();
    const stream = runPipeline(tables, new Catalog(tables), 't', 'notes', stages);
    let peak = 0;
    let documents = 0;
    for (let doc = stream.next(); doc; doc = stream.next()) {
      if (++documents % 2_000 === 0) peak = Math.max(peak, held() - before);
    }
    stream.pause();
    return { documents, peak: Math.max(peak, held() - before) };
  }

  it('a query without an index holds no more than it has in hand', async () => {
    const tables = openTables(folder);
    const catalog = new Catalog(tables);
    const pad = 'x'.repeat(2_000);
    const total = 100_000;
    for (let from = 0; from < total; from += 10_000) {
      tables.root.transactionSync(() => {
        const c = catalog.ensure('t', 'notes');
        for (let i = from; i < from + 10_000; i++)
          c.insert(Buffer.from(serialize({ _id: i, pad })));
        catalog.writeDirty();
      });
    }
    const all = peakOf(tables, [{ $match: { pad: /x$/ } }]);
    expect(all.documents).to.equal(total);
    expect(all.peak, '200 MB pass').to.be.lessThan(100 * MB);
    const none = peakOf(tables, [{ $match: { pad: /y$/ } }]);
    expect(none.documents).to.equal(0);
    expect(none.peak).to.be.lessThan(100 * MB);
    const first = peakOf(tables, [{ $sort: { pad: 1, _id: -1 } }, { $limit: 20 }]);
    expect(first.documents).to.equal(20);
    expect(first.peak, 'a sort of which 20 are wanted').to.be.lessThan(100 * MB);
    expect(() => peakOf(tables, [{ $sort: { pad: 1 } }])).to.throw(/memory limit/i);
    await tables.root.close();
  });

  it('an index that is dropped leaves no entry, and may come again', async () => {
    const key = { tags: 1, n: 1 } as const;
    const notes = Array.from({ length: 500 }, (_, i) => ({
      _id: i,
      n: i,
      tags: ['a', `t${i % 5}`],
    }));
    const stageOf = (plan: Document): string =>
      JSON.stringify((plan['queryPlanner'] as Document)['winningPlan']);
    const entries = async (): Promise<number> => {
      const { faults, entries: found } = await verifyStore(folder);
      expect(faults).to.deep.equal([]);
      return found;
    };
    const store = await startStore({ dataDir: folder });
    const client = await MongoClient.connect(store.uri);
    const c = client.db('t').collection<{ _id: number; n: number; tags: string[] }>('notes');
    await c.insertMany(notes);
    const find = () => c.find({ tags: 't3', n: { $gte: 250 } }).sort({ n: 1 });
    const wanted = await find().toArray();
    expect(wanted).to.have.length(50);
    for (let round = 0; round < 2; round++) {
      await c.createIndex(key, { name: 'by tag' });
      expect(await entries()).to.equal(1_000);
      expect(stageOf(await find().explain()))
        .to.contain('IXSCAN')
        .and.not.contain('SORT');
      expect(await find().toArray()).to.deep.equal(wanted);
      await c.dropIndex('by tag');
      expect(await entries()).to.equal(0);
      expect(stageOf(await find().explain())).to.contain('COLLSCAN');
      expect(await find().toArray()).to.deep.equal(wanted);
      expect((await c.indexes()).map(({ name }) => name)).to.deep.equal(['_id_']);
    }
    await client.close();
    await store.close();
  });
});
