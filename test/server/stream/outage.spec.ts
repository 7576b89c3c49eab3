import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { startStore } from '../../../server/store/index.ts';
import { freshIngest, readModel, recorded } from './replay.ts';

describe('ingest while the store is away', () => {
  it('waits with the batch, says how far it is behind, and goes on by itself', async () => {
    const lines = recorded('exchange');
    const dataDir = await mkdtemp(join(tmpdir(), 'tongqu-outage-'));
    let store = await startStore({ dataDir, port: 0 });
    const port = Number(new URL(store.uri).port);
    const connection = await mongoose
      .createConnection(store.uri, {
        dbName: 'outage',
        bufferCommands: false,
        serverSelectionTimeoutMS: 150,
      })
      .asPromise();
    const ingest = freshIngest(connection);
    await ingest.ingest(lines.slice(0, 60));
    await store.close();
    const waiting = ingest.ingest(lines.slice(60));
    expect(ingest.lagMs()).to.be.greaterThan(0);
    store = await startStore({ dataDir, port });
    expect(await waiting).to.equal(221);
    expect(ingest.lagMs()).to.equal(0);
    const { tasks } = await readModel(connection);
    expect((tasks as { state: string }[]).map(({ state }) => state)).to.deep.equal(
      Array.from({ length: 6 }, () => 'completed'),
    );
    await ingest.stop();
    await connection.close();
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });
});
