import { expect } from 'chai';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CorruptedDataError } from '../../../engine/state/checked-rows.ts';
import { Store } from '../../../engine/state/store.ts';
import { Log } from '../../../engine/stream/log.ts';
import { encodeBatch } from '../../../engine/protocol/record-batch.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';

/** What a row says before, and what the disk says when one bit of it has flipped. */
const WORDS = 'a word that stands once in the file';
const FLIPPED = 'a word that stands oncd in the file';

describe('a stored value that changed on the disk', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tongqu-rows-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('is never a row: get and walk refuse it, get names its key', async () => {
    const before = await Store.open(dataDir);
    const written = before.keyTable<number, { text: string; n: number }>('things');
    for (let key = 1; key <= 3; key += 1) {
      written.put(key, { text: key === 2 ? WORDS : 'other', n: key });
    }
    before.commit(() => {});
    await before.close();
    flip();
    const store = await Store.open(dataDir);
    const things = store.keyTable<number, { text: string; n: number }>('things');
    expect(things.get(1)).to.deep.equal({ text: 'other', n: 1 });
    expect(() => things.get(2)).to.throw(CorruptedDataError, 'Row 2 of things is corrupted.');
    expect(things.get(3)).to.deep.equal({ text: 'other', n: 3 });
    expect(() => [...things.all()]).to.throw(CorruptedDataError, 'A row of things is corrupted.');
    await store.close();
  });

  it('is never a record: the log names the position', async () => {
    const before = await Store.open(dataDir);
    const log = new Log(before);
    log.add(1, 1, encodeBatch([record(1, 'other')]));
    log.add(2, 2, encodeBatch([record(2, WORDS)]));
    before.commit(() => log.flush(0));
    await before.close();
    flip();
    const store = await Store.open(dataDir);
    const kept = new Log(store);
    expect(kept.read(1, 1).map(({ position }) => position)).to.deep.equal([1]);
    expect(() => kept.read(2)).to.throw(CorruptedDataError, 'The log at position 2 is corrupted.');
    expect(() => kept.readBatches(1, 10, 2)).to.throw(CorruptedDataError, 'position 2');
    await store.close();
  });

  function flip(): void {
    const path = join(dataDir, 'engine.mdb');
    const at = readFileSync(path).indexOf(WORDS);
    expect(at).to.be.greaterThan(0);
    const file = openSync(path, 'r+');
    writeSync(file, FLIPPED, at);
    closeSync(file);
  }
});

function record(position: number, message: string): AnyRecord {
  return {
    position,
    sourceRecordPosition: -1,
    key: position,
    timestamp: position,
    recordType: 'EVENT',
    valueType: 'ERROR',
    intent: 'CREATED',
    rejectionType: 'NULL_VAL',
    rejectionReason: '',
    value: {
      exceptionMessage: message,
      stacktrace: '',
      errorEventPosition: 0,
      processInstanceKey: 0,
    },
  };
}
