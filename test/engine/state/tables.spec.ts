import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '../../../engine/limits.ts';
import { DataDirectoryError } from '../../../engine/state/data-directory-error.ts';
import { Store } from '../../../engine/state/store.ts';

describe('engine/state tables', () => {
  let dataDir: string;
  let store: Store;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tongqu-tables-'));
    store = await Store.open(dataDir);
  });

  afterEach(async () => {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const commit = (): void => {
    store.journal.accept();
    store.commit(() => {});
  };

  it('walks a prefix in order, merging disk and overlay', () => {
    const table = store.pairTable<string, number, number>('pairs');
    for (const suffix of [5, 1, 9]) table.put('a', suffix, suffix);
    table.put('b', 2, 2);
    commit();
    table.delete('a', 5);
    table.put('a', 7, 7);
    table.put('a', 3, 3);
    table.put('a', 9, 90);
    const seen: [number, number][] = [];
    table.forEach('a', (suffix, row) => void seen.push([suffix, row]));
    expect(seen).to.deep.equal([
      [1, 1],
      [3, 3],
      [7, 7],
      [9, 90],
    ]);
    const from: number[] = [];
    table.forEachFrom('a', 4, (suffix) => void from.push(suffix));
    expect(from).to.deep.equal([7, 9]);
  });

  it('walks prefixes up to a bound in order', () => {
    const table = store.pairTable<number, number, true>('due');
    for (const due of [30, 10, 20]) table.put(due, due + 1, true);
    commit();
    table.put(15, 1, true);
    table.delete(10, 11);
    table.put(40, 1, true);
    const seen: number[] = [];
    table.forEachUpTo(30, (due) => void seen.push(due));
    expect(seen).to.deep.equal([15, 20, 30]);
    expect(table.firstPrefix()).to.equal(15);
  });

  it('takes back the changes of a command and no others', () => {
    const rows = store.keyTable<number, { n: number }>('rows');
    const pairs = store.pairTable<number, number, string>('pairs');
    rows.put(1, { n: 1 });
    pairs.put(1, 1, 'one');
    store.journal.accept();
    rows.put(1, { n: 2 });
    rows.insert(2, { n: 2 });
    rows.delete(1);
    pairs.delete(1, 1);
    pairs.insert(1, 2, 'two');
    store.journal.rollback();
    expect(rows.get(1)).to.deep.equal({ n: 1 });
    expect(rows.get(2)).to.equal(undefined);
    expect(pairs.get(1, 1)).to.equal('one');
    expect(pairs.get(1, 2)).to.equal(undefined);
    commit();
    expect([...rows.rows()]).to.deep.equal([[1, { n: 1 }]]);
  });

  it('never writes a row that comes and goes within a batch', () => {
    const rows = store.keyTable<number, { n: number }>('rows');
    rows.insert(5, { n: 5 });
    rows.delete(5);
    commit();
    expect(rows.get(5)).to.equal(undefined);
    expect([...rows.rows()]).to.deep.equal([]);
  });

  it('removes a row for good that was removed, added and removed again', () => {
    const rows = store.keyTable<number, { n: number }>('rows');
    const pairs = store.pairTable<number, number, string>('pairs');
    rows.put(1, { n: 1 });
    pairs.put(1, 1, 'one');
    commit();
    rows.delete(1);
    pairs.delete(1, 1);
    store.journal.accept();
    rows.insert(1, { n: 2 });
    pairs.insert(1, 1, 'two');
    store.journal.rollback();
    expect(rows.get(1)).to.equal(undefined);
    expect(pairs.get(1, 1)).to.equal(undefined);
    rows.insert(1, { n: 3 });
    pairs.insert(1, 1, 'three');
    rows.delete(1);
    pairs.delete(1, 1);
    commit();
    expect([...rows.rows()]).to.deep.equal([]);
    expect([...pairs.rows()]).to.deep.equal([]);
  });

  it('finds rows of a former run that were evicted or never read', async () => {
    store.keyTable<number, { n: number }>('rows').put(10, { n: 10 });
    commit();
    await store.close();
    store = await Store.open(dataDir);
    const rows = store.keyTable<number, { n: number }>('rows');
    store.run.lastKeyBefore = 10;
    expect(rows.get(10)).to.deep.equal({ n: 10 });
    expect(rows.get(11)).to.equal(undefined);
    rows.delete(10);
    commit();
    expect(rows.get(10)).to.equal(undefined);
  });

  it('keeps reading rows beyond the cache', () => {
    const rows = store.keyTable<number, { n: number }>('rows');
    store.run.lastKeyBefore = 0;
    for (let key = 1; key <= 20_500; key++) rows.insert(key, { n: key });
    commit();
    expect(rows.get(1)).to.deep.equal({ n: 1 });
    expect(rows.get(20_500)).to.deep.equal({ n: 20_500 });
  });

  it('keeps no more bytes of long rows than allowed, and finds them all the same', () => {
    const table = store.keyTable<number, { text: string }>('texts', ({ text }) => text.length);
    store.run.lastKeyBefore = 0;
    const length = LIMITS.maxCachedRowBytes / 2;
    const count = (LIMITS.maxCachedBytesPerTable / length) * 3;
    for (let key = 1; key <= count; key++) {
      table.insert(key, { text: String(key).padEnd(length) });
      if (key % 8 === 0) commit();
    }
    table.insert(count + 1, { text: 'x'.repeat(LIMITS.maxCachedRowBytes + 1) });
    commit();
    expect(table.get(1)?.text.trim()).to.equal('1');
    expect(table.get(count)?.text.trim()).to.equal(String(count));
    expect(table.get(count + 1)?.text).to.have.length(LIMITS.maxCachedRowBytes + 1);
    expect(table.get(count + 2)).to.equal(undefined);
    table.delete(1);
    commit();
    expect(table.get(1)).to.equal(undefined);
    expect(table.get(2)?.text.trim()).to.equal('2');
  });

  it('knows which keys have rows, and finds those of a former run and of long ago', async () => {
    const open = () => store.pairTableByKey<number, string>('by-key');
    const rowsOf = (table: ReturnType<typeof open>, key: number): number[] => {
      const found: number[] = [];
      table.forEach(key, (suffix) => void found.push(suffix));
      return found;
    };
    store.run.lastKeyBefore = 0;
    let table = open();
    for (let key = 1; key <= LIMITS.maxKnownPrefixes * 2; key++) table.insert(key, 1, 'row');
    commit();
    table.insert(3, 2, 'row');
    expect(rowsOf(table, 3)).to.deep.equal([1, 2]);
    expect(rowsOf(table, LIMITS.maxKnownPrefixes * 2)).to.deep.equal([1]);
    expect(table.get(5, 1)).to.equal('row');
    table.delete(5, 1);
    expect(rowsOf(table, 5)).to.deep.equal([]);
    commit();
    expect(rowsOf(table, 5)).to.deep.equal([]);
    await store.close();
    store = await Store.open(dataDir);
    store.run.lastKeyBefore = LIMITS.maxKnownPrefixes * 2;
    table = open();
    expect(rowsOf(table, 7)).to.deep.equal([1]);
    expect(rowsOf(table, LIMITS.maxKnownPrefixes * 2 + 1)).to.deep.equal([]);
    expect(table.get(3, 2)).to.equal('row');
  });

  it('refuses a directory that another engine holds, in one line', async () => {
    const error = await Store.open(dataDir).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(DataDirectoryError);
    expect((error as Error).message).to.equal(
      `The data directory ${dataDir} is in use by another engine.`,
    );
  });

  it('refuses a directory that cannot be made, in one line', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    const error = await Store.open(join(file, 'data')).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(DataDirectoryError);
    expect((error as Error).message).to.equal(
      `The data directory ${join(file, 'data')} cannot be written (ENOTDIR).`,
    );
  });
});
