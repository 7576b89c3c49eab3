import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { startStore } from '../../../server/store/index.ts';
import { compactStore } from '../../../server/store/storage/copy.ts';
import { openTables } from '../../../server/store/storage/tables.ts';
import { verifyStore } from '../../../server/store/storage/verify.ts';
import { startStoreWorker } from '../../../server/store/worker.ts';

interface Pair {
  _id: number;
  n: number;
  tags: string[];
  pad: string;
}

describe('store: copy, compact, verify', function suite() {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-store-copy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const pair = (i: number): Pair => ({
    _id: i,
    n: i,
    tags: [`t${i % 3}`, 'all'],
    pad: 'x'.repeat(300),
  });

  it('copies one consistent point while writers go on', async () => {
    const store = await startStoreWorker({ dataDir: join(folder, 'data') });
    const client = await MongoClient.connect(store.uri);
    const c = client.db('t').collection<Pair>('pairs');
    await c.createIndexes([{ key: { n: 1 } }, { key: { tags: 1, n: 1 } }]);
    await c.insertMany(Array.from({ length: 5_000 }, (_, i) => pair(i)));
    let stop = false;
    let written = 5_000;
    const writing = (async () => {
      // Each round adds one and takes one away: at every commit there are 5,000 and no more.
      for (; !stop; written++) {
        await c.bulkWrite([
          { insertOne: { document: pair(written) } },
          { deleteOne: { filter: { _id: written - 5_000 } } },
        ]);
      }
    })();
    const copies = [1, 2, 3].map((i) => join(folder, `copy-${i}`));
    for (const to of copies) expect(await store.backup(to)).to.be.greaterThan(5_000 * 300);
    stop = true;
    await writing;
    expect(written, 'writers went on').to.be.greaterThan(5_001);
    for (const to of copies) {
      const found = await verifyStore(to);
      expect(found.faults).to.deep.equal([]);
      // The driver sends insert and delete as two commands: one may be in, the other not yet.
      expect(found.documents).to.be.oneOf([5_000, 5_001]);
    }
    await client.close();
    await store.close();
  });

  it('never writes over a store, and leaves no part of a copy that failed', async () => {
    const store = await startStore({ dataDir: join(folder, 'data') });
    const to = join(folder, 'copy');
    await store.backup(to);
    const refusal = async (where: string): Promise<string> =>
      store.backup(where).then(
        () => 'no refusal',
        (e: Error) => e.message,
      );
    expect(await refusal(to)).to.match(/^store: .* already holds a store$/);
    writeFileSync(join(folder, 'file'), '');
    expect(await refusal(join(folder, 'file', 'copy'))).to.match(/ENOTDIR/);
    await store.close();
  });

  it('compacts a store at rest', async () => {
    const store = await startStore({ dataDir: folder });
    const client = await MongoClient.connect(store.uri);
    const c = client.db('t').collection<Pair>('pairs');
    await c.createIndex({ n: -1 });
    await c.insertMany(Array.from({ length: 5_000 }, (_, i) => pair(i)));
    await c.deleteMany({ n: { $gte: 500 } });
    await client.close();
    await store.close();
    const { before, after } = await compactStore(folder);
    expect(after).to.be.lessThan(before / 4);
    expect(statSync(join(folder, 'data.mdb')).size).to.equal(after);
    expect(existsSync(join(folder, 'compacting'))).to.equal(false);
    const found = await verifyStore(folder);
    expect(found).to.deep.equal({ collections: 1, documents: 500, entries: 500, faults: [] });
  });

  it('tells what is wrong with a store', async () => {
    const store = await startStore({ dataDir: folder });
    const client = await MongoClient.connect(store.uri);
    const c = client.db('t').collection<Pair>('pairs');
    await c.createIndex({ n: 1 });
    await c.insertMany([pair(1), pair(2), pair(3)]);
    await client.close();
    await store.close();
    const tables = openTables(folder);
    const [first] = [...tables.docs.getKeys({ limit: 1 })];
    const [entry] = [...tables.entries.getRange({ limit: 1 })];
    tables.docs.removeSync(first as Buffer);
    tables.entries.putSync((entry as { key: Buffer }).key, Buffer.from('nobody'));
    await tables.root.close();
    const { faults } = await verifyStore(folder);
    expect(faults).to.have.length(2);
    expect(faults[0]).to.equal('t.pairs: counts 3 documents, has 2');
    expect(faults[1]).to.equal('t.pairs: index n_1 has 4 entries, not 2');
  });
});
