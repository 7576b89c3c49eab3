import { mkdtemp, readdir, rm, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import { dataPaths } from '../../../../server/config.ts';
import { startStore, type RunningStore } from '../../../../server/store/index.ts';
import { rebuildBeside, type RebuildOutcome } from '../../../../server/stream/rebuild/beside.ts';
import { lockRun, unlockRun } from '../../../../server/stream/rebuild/run-lock.ts';
import { configOf } from '../../support/context.ts';
import { freshIngest, recorded } from '../replay.ts';

describe('npm run rebuild', function () {
  this.timeout(60_000);
  let dataDir: string;
  let store: RunningStore;
  let connection: Connection;

  const run = (signal = new AbortController().signal): Promise<RebuildOutcome> =>
    rebuildBeside(configOf({ DATA_DIR: dataDir }), {
      dryRun: false,
      projection: null,
      signal,
      tell: () => undefined,
    });
  const leftovers = async () => (await readdir(dataDir)).filter((name) => name !== 'store');

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tongqu-beside-'));
    store = await startStore({ dataDir: dataPaths(dataDir).store });
    connection = await mongoose.createConnection(store.uri, { dbName: 'tongqu' }).asPromise();
    const ingest = freshIngest(connection);
    await ingest.ingest(recorded('exchange'));
    await ingest.stop();
  });
  after(async () => {
    await connection.close();
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('repairs the store of the product that runs, and leaves nothing behind', async () => {
    await connection.collection('rollups').deleteMany({});
    await mkdir(join(dataDir, 'tongqu-rebuild-killed'));
    const outcome = await run();
    expect(outcome).to.have.property('done');
    expect(await connection.collection('rollups').countDocuments()).to.be.greaterThan(0);
    expect(await leftovers()).to.deep.equal([]);
    const again = await run();
    expect('done' in again && again.done.differences).to.equal(0);
  });

  it('given a cancel, says so', async () => {
    const canceled = AbortSignal.abort();
    expect(await run(canceled)).to.deep.equal({
      refused: 'canceled; nothing needs to be undone',
    });
  });

  it('refuses while another runs', async () => {
    expect(await lockRun(connection, 'another')).to.equal(true);
    expect(await run()).to.deep.equal({ refused: 'another rebuild is under way' });
    await unlockRun(connection, 'another');
  });

  it('refuses when no product runs there', async () => {
    const outcome = await rebuildBeside(configOf({ DATA_DIR: join(dataDir, 'nowhere') }), {
      dryRun: true,
      projection: null,
      signal: new AbortController().signal,
      tell: () => undefined,
    });
    expect(outcome)
      .to.have.property('refused')
      .that.matches(/^no product runs on/);
  });
});
