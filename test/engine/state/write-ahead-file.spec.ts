import { expect } from 'chai';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CorruptedDataError } from '../../../engine/state/checked-rows.ts';
import { AHEAD_FILE, WriteAheadFile } from '../../../engine/state/write-ahead-file.ts';

const PAGE_BYTES = 4096;

describe('engine/state: the file ahead', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-ahead-'));
    path = join(folder, AHEAD_FILE);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Commits of three records each behind `base`, as a killed engine leaves them. */
  const leave = (base: number, texts: readonly string[]): void => {
    const file = new WriteAheadFile(path);
    file.open(base);
    texts.forEach((text, i) =>
      file.append(base + 3 * i + 1, base + 3 * i + 3, [Buffer.from('> '), Buffer.from(text)]),
    );
  };

  const found = (base: number): string[] =>
    new WriteAheadFile(path)
      .open(base)
      .map(({ first, last, payload }) => `${first}–${last} ${Buffer.from(payload).toString()}`);

  const change = (at: number): void => {
    const bytes = readFileSync(path);
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(path, bytes);
  };

  it('gives back what was appended, in order, however long', () => {
    const long = 'x'.repeat(3 * PAGE_BYTES);
    leave(0, ['one', long, 'three']);
    expect(found(0)).to.deep.equal(['1–3 > one', `4–6 > ${long}`, '7–9 > three']);
  });

  it('goes on behind what it found', () => {
    leave(0, ['one']);
    const again = new WriteAheadFile(path);
    again.open(0);
    again.append(4, 4, [Buffer.from('two')]);
    expect(found(0)).to.deep.equal(['1–3 > one', '4–4 two']);
  });

  it('never takes for new what stood there before', () => {
    leave(0, ['one', 'two', 'three']);
    const again = new WriteAheadFile(path);
    again.open(0);
    again.settle();
    again.append(10, 10, [Buffer.from('four')]);
    expect(found(9)).to.deep.equal(['10–10 four']);
  });

  it('ends before an entry that a power cut left half written', () => {
    leave(0, ['one', 'x'.repeat(2 * PAGE_BYTES)]);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, 2 * PAGE_BYTES));
    expect(found(0)).to.deep.equal(['1–3 > one']);
    writeFileSync(path, bytes.fill(0, PAGE_BYTES, 2 * PAGE_BYTES));
    expect(found(0)).to.deep.equal(['1–3 > one']);
  });

  it('names a damaged entry that others follow', () => {
    leave(0, ['one', 'two', 'three']);
    change(PAGE_BYTES + 41);
    expect(() => found(0)).to.throw(
      CorruptedDataError,
      'engine.wal is corrupted behind position 3.',
    );
  });

  it('names a file of tables that is older than what it was begun behind', () => {
    leave(9, ['one']);
    expect(() => found(6)).to.throw(CorruptedDataError, 'engine.mdb is damaged: it is older');
  });

  it('is gone when it was closed with nothing new, and stays when nobody read it', () => {
    leave(0, ['one']);
    new WriteAheadFile(path).close();
    expect(existsSync(path)).to.equal(true);
    const read = new WriteAheadFile(path);
    read.open(0);
    read.settle();
    read.close();
    expect(existsSync(path)).to.equal(false);
  });
});
