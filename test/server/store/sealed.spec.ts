import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { open } from 'lmdb';
import { MongoClient, type MongoBulkWriteError, type MongoServerError } from 'mongodb';
import { startStore, type RunningStore } from '../../../server/store/index.ts';
import { Sealer, sumBytes } from '../../../server/store/storage/sealed.ts';
import { dataFile } from '../../../server/store/storage/tables.ts';
import { verifyStore } from '../../../server/store/storage/verify.ts';

interface Note {
  _id: string;
  n: number;
  text: string;
}

const note = (i: number): Note => ({ _id: `note-${i}`, n: i, text: `the words of number ${i}.` });
const all = Array.from({ length: 40 }, (_, i) => note(i));

const bare = { encoding: 'binary', keyEncoding: 'binary' } as const;

describe('store: checksums', function suite() {
  this.timeout(30_000);
  let folder: string;
  let store: RunningStore;
  let client: MongoClient;

  async function start(): Promise<ReturnType<typeof notes>> {
    store = await startStore({ dataDir: folder, log: () => undefined });
    client = await MongoClient.connect(store.uri);
    return notes();
  }
  const notes = () => client.db('t').collection<Note>('notes');
  async function stop(): Promise<void> {
    await client.close();
    await store.close();
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-store-sealed-'));
    const c = await start();
    await c.createIndex({ n: 1 });
    await c.insertMany(all);
    await stop();
  });
  afterEach(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Flips a bit wherever a text stands in the file. */
  function damage(text: string): void {
    const file = join(folder, dataFile);
    const bytes = readFileSync(file);
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) bytes[at]! ^= 1;
    writeFileSync(file, bytes);
  }

  /** Makes of the folder what a store wrote before there were checksums. */
  async function makeOld(): Promise<void> {
    const root = open<Buffer, Buffer>({ path: folder, maxDbs: 8, ...bare });
    for (const name of ['catalog', 'docs']) {
      const table = root.openDB<Buffer, Buffer>({ name, ...bare });
      root.transactionSync(() => {
        for (const { key, value } of [...table.getRange({ start: Buffer.from([0]) })]) {
          if (key.equals(Buffer.from('format'))) table.removeSync(key);
          else table.putSync(key, value.subarray(0, value.length - sumBytes));
        }
      });
    }
    await root.close();
  }

  async function codeOf(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => null,
      (e: unknown) => e as MongoServerError,
    );
    return `${error?.code} ${error?.message}`;
  }
  const named = /^301 .*_id "note-7" of t\.notes is corrupted/;

  it('name a document that is not what was written, and serve the others', async () => {
    damage('the words of number 7.');
    const c = await start();
    expect(await codeOf(c.findOne({ _id: 'note-7' }))).to.match(named);
    expect(await codeOf(c.find({ n: { $gte: 5 } }).toArray())).to.match(named);
    expect(await codeOf(c.find({ text: /./ }).toArray())).to.match(named);
    expect(await codeOf(c.updateOne({ _id: 'note-7' }, { $set: { n: 1 } }))).to.match(named);
    expect(await codeOf(c.createIndex({ text: 1 }))).to.match(named);
    expect(await c.find({ n: { $in: [6, 8] } }).toArray()).to.deep.equal([note(6), note(8)]);
    const done = await c
      .bulkWrite(
        [6, 7, 8].map((i) => ({
          updateOne: { filter: { _id: `note-${i}` }, update: { $set: { n: i } } },
        })),
        { ordered: false },
      )
      .catch((e: unknown) => (e as MongoBulkWriteError).result);
    expect(done.matchedCount).to.equal(2);
    await stop();
    const { faults } = await verifyStore(folder);
    expect(faults.join('\n')).to.match(/document .*_id "note-7" of t\.notes is corrupted/);
  });

  it('are put on what an older store wrote once it is written again', async () => {
    await makeOld();
    const c = await start();
    expect(await c.find().sort({ n: 1 }).toArray()).to.deep.equal(all);
    const text = 'the words of another number.';
    await c.updateOne({ _id: 'note-7' }, { $set: { text } });
    await c.insertOne(note(99));
    expect(await c.findOne({ _id: 'note-7' })).to.deep.equal({ ...note(7), text });
    await stop();
    expect((await verifyStore(folder)).faults).to.deep.equal([]);
    damage(text);
    const again = await start();
    expect(await again.countDocuments({ n: { $lt: 7 } })).to.equal(7);
    expect(await codeOf(again.findOne({ _id: 'note-7' }))).to.match(named);
    await stop();
  });

  it('refuse a folder of a newer store, and a file that was cut, each in one line', async () => {
    const row = (format: number, kind: number): Buffer =>
      Buffer.from(new Sealer().encode(Buffer.from([format, kind])).subarray(0, 2 + sumBytes));
    await writeFormat(row(200, 1));
    expect(await refusal()).to.match(
      /^store: cannot use .* newer store \(format 200, this knows 2\)$/,
    );
    const flipped = row(2, 1);
    flipped[1] = 0;
    await writeFormat(flipped);
    expect(await refusal()).to.match(/format is corrupted\. Restore a backup\.$/);
    await writeFormat(row(2, 1));
    truncateSync(join(folder, dataFile), 5 * 4096);
    expect(await refusal()).to.match(/is damaged: page \d+ lies behind the end/);
  });

  async function writeFormat(row: Buffer): Promise<void> {
    const root = open<Buffer, Buffer>({ path: folder, maxDbs: 8, ...bare });
    root.openDB<Buffer, Buffer>({ name: 'catalog', ...bare }).putSync(Buffer.from('format'), row);
    await root.close();
  }

  async function refusal(): Promise<string> {
    const outcome = await startStore({ dataDir: folder }).then(
      () => 'started',
      (error: unknown) => (error as Error).message,
    );
    expect(outcome).not.to.include('\n');
    return outcome;
  }
});
