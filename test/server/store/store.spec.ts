import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { startStore } from '../../../server/store/index.ts';
import { startStoreWorker } from '../../../server/store/worker.ts';
import { refused } from './conformance/refusal.ts';
import { connect, temporaryStore } from './subject.ts';

describe('store', function suite() {
  this.timeout(30_000);

  it('removes expired documents when its clock says so', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const store = await temporaryStore({ now: () => now });
    const client = await MongoClient.connect(store.uri);
    const c = client.db('t').collection('sessions');
    await c.createIndex({ seenAt: 1 }, { expireAfterSeconds: 3_600 });
    await c.insertMany([
      { _id: 'old' as never, seenAt: new Date('2025-12-31T23:30:00Z') },
      { _id: 'new' as never, seenAt: now },
      { _id: 'many' as never, seenAt: [now, new Date('2025-12-31T23:30:00Z')] },
      { _id: 'text' as never, seenAt: 'never' },
    ]);
    expect(await store.sweep()).to.equal(0);
    now = new Date('2026-01-01T00:45:00Z');
    expect(await store.sweep()).to.equal(2);
    expect((await c.find().sort({ _id: 1 }).toArray()).map((d) => d._id)).to.deep.equal([
      'new',
      'text',
    ]);
    await client.close();
    await store.close();
  });

  it('keeps documents, indexes and counts over a restart, and drops what was dropped', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tongqu-store-restart-'));
    const first = await startStore({ dataDir });
    const one = await MongoClient.connect(first.uri);
    await one.db('t').collection('a').createIndex({ n: 1 }, { unique: true });
    await one
      .db('t')
      .collection('a')
      .insertMany([{ n: 1 }, { n: [2, 3] }]);
    await one.db('t').collection('gone').insertOne({});
    await one.db('t').collection('gone').drop();
    await one.close();
    await first.close();
    const second = await startStore({ dataDir });
    const two = await MongoClient.connect(second.uri);
    const c = two.db('t').collection('a');
    expect(await c.estimatedDocumentCount()).to.equal(2);
    expect(await c.countDocuments({ n: 3 })).to.equal(1);
    await refused(c.insertOne({ n: 2 }), 11_000);
    expect((await two.db('t').listCollections().toArray()).map((x) => x.name)).to.deep.equal(['a']);
    await two.close();
    await second.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('refuses a sort that would take more than its memory (292), and streams the same without', async () => {
    const { db, close } = await connect(temporaryStore);
    const c = db.collection('big');
    const pad = 'x'.repeat(1_000_000);
    for (let i = 0; i < 110; i += 10) {
      await c.insertMany(
        Array.from({ length: 10 }, (_, k) => ({ _id: (i + k) as never, n: -i - k, pad })),
      );
    }
    await refused(c.find().sort({ n: 1 }).toArray(), 292);
    expect((await c.find().sort({ n: 1 }).limit(2).toArray()).map((d) => d._id)).to.deep.equal([
      109, 108,
    ]);
    let seen = 0;
    for await (const d of c.find()) seen += d['pad'].length === pad.length ? 1 : 0;
    expect(seen).to.equal(110);
    await close();
  });

  it('lets go of its readers: thousands of limited finds leave none behind', async () => {
    const store = await temporaryStore();
    const client = await MongoClient.connect(store.uri);
    const c = client.db('t').collection<{ _id: number; group: string }>('many');
    await c.createIndex({ group: 1 });
    await c.insertMany(Array.from({ length: 50 }, (_, n) => ({ _id: n, group: 'a' })));
    // More than the readers of a database (126), each find in a turn of its own, writes between.
    for (let n = 0; n < 400; n++) {
      const found = await c.find({ group: 'a' }).limit(2).toArray();
      expect(found).to.have.length(2);
      await c.updateOne({ _id: n % 50 }, { $set: { at: n } });
      await c.aggregate([{ $match: { group: 'a' } }, { $limit: 1 }]).toArray();
    }
    await client.close();
    await store.close();
  });

  it('runs in a worker thread and ends with it', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tongqu-store-worker-'));
    const store = await startStoreWorker({ dataDir });
    const client = await MongoClient.connect(store.uri);
    await client.db('t').collection('a').insertOne({ n: 1 });
    expect(await client.db('t').collection('a').countDocuments({ n: 1 })).to.equal(1);
    await client.close();
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('says in one line that its folder cannot be used or its port is taken', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tongqu-store-file-')), 'file');
    writeFileSync(file, '');
    let said = '';
    await startStore({ dataDir: join(file, 'data') }).catch((e: Error) => {
      said = e.message;
    });
    expect(said).to.match(/^store: [^\n]+$/);
    const store = await temporaryStore({ port: 0 });
    const port = Number(new URL(store.uri.replace('mongodb', 'http')).port);
    await temporaryStore({ port }).catch((e: Error) => {
      said = e.message;
    });
    expect(said).to.match(/^store: cannot listen: [^\n]+$/);
    await store.close();
  });

  it('holds many writers and readers at once', async () => {
    const { db, close } = await connect(temporaryStore);
    const c = db.collection('busy');
    await c.createIndex({ lane: 1, n: -1 });
    await Promise.all(
      Array.from({ length: 20 }, async (_, lane) => {
        for (let n = 0; n < 25; n++) {
          await c.insertOne({ lane, n });
          const top = await c.find({ lane }).sort({ n: -1 }).limit(1).toArray();
          expect(top[0]?.['n']).to.equal(n);
        }
      }),
    );
    expect(await c.countDocuments({})).to.equal(500);
    await close();
  });
});
