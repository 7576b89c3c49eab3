import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import type { Database, RootDatabase } from 'lmdb';
import { open } from 'lmdb';
import { LIMITS } from '../limits.ts';
import { checkRows } from './checked-rows.ts';
import { Journal } from './journal.ts';
import { copyFile, ENGINE_FILE } from './copy-file.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import type { StoredTable } from './journal.ts';
import type { RunStart } from './key-table.ts';
import { KeyTable } from './key-table.ts';
import type { DirectoryLock } from './directory-lock.ts';
import { lockDirectory } from './directory-lock.ts';
import { checkPages } from './page-check.ts';
import { PairTable } from './pair-table.ts';
import { AHEAD_FILE, WriteAheadFile, type AheadEntry } from './write-ahead-file.ts';
import type { Weigh } from './row-cache.ts';

/**
 * The engine's file: tables whose changes wait in memory, and one transaction that writes them all.
 * Commits are durable in the file ahead of it (`append`) and reach the tables' file many at once
 * (`checkpoint`), so that a row which comes and goes in between never does.
 */
export class Store {
  /** Takes back the changes of the command being processed. */
  readonly journal = new Journal();
  /** Every table, for comparing and rebuilding. */
  readonly tables: StoredTable[] = [];
  /** Tells the tables which keys are of this run. */
  readonly run: RunStart = { lastKeyBefore: Infinity };
  /** Whether the overlays hold nothing but what was appended: else no checkpoint may write them. */
  isSound: () => boolean = () => true;
  private readonly ahead: WriteAheadFile;
  private readonly savers: (() => void)[] = [];
  private readonly root: RootDatabase;
  private readonly lock: DirectoryLock;
  private readonly dataDir: string;

  private constructor(root: RootDatabase, lock: DirectoryLock, dataDir: string) {
    this.root = root;
    this.lock = lock;
    this.dataDir = dataDir;
    this.ahead = new WriteAheadFile(`${dataDir}/${AHEAD_FILE}`);
  }

  /**
   * Opens or creates the file in `dataDir`.
   * @throws DataDirectoryError when the directory cannot be made or written, then when another
   * engine has it open, then when the file is damaged.
   */
  static async open(dataDir: string): Promise<Store> {
    try {
      mkdirSync(dataDir, { recursive: true });
      accessSync(dataDir, constants.W_OK | constants.X_OK);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new DataDirectoryError(`The data directory ${dataDir} cannot be written (${reason}).`);
    }
    const lock = await lockDirectory(dataDir);
    if (lock === null) {
      throw new DataDirectoryError(`The data directory ${dataDir} is in use by another engine.`);
    }
    const flaw = checkPages(`${dataDir}/${ENGINE_FILE}`, LIMITS.pageCheckMs);
    if (flaw !== null) {
      lock.release();
      throw new DataDirectoryError(flaw);
    }
    const root = open({
      path: `${dataDir}/${ENGINE_FILE}`,
      maxDbs: 64,
      mapSize: LIMITS.mapSizeBytes,
      overlappingSync: false,
      noMemInit: true,
      cache: false,
    } as Parameters<typeof open>[0]);
    return new Store(root, lock, dataDir);
  }

  /** A table of rows by one key; `weigh` tells the bytes of texts of any length in its rows. */
  keyTable<K extends number | string, V extends object>(
    name: string,
    weigh: Weigh<V> | null = null,
  ): KeyTable<K, V> {
    const disk = this.database<V, K>(name);
    const table = new KeyTable<K, V>(name, disk, this.journal, this.run, weigh);
    this.tables.push(table);
    return table;
  }

  /** A table of rows by prefix and suffix. */
  pairTable<P extends number | string, S extends number | string, V>(
    name: string,
  ): PairTable<P, S, V> {
    const table = new PairTable<P, S, V>(name, this.database<V, [P, S]>(name), this.journal);
    this.tables.push(table);
    return table;
  }

  /** The same for prefixes that are keys of the engine: where none was written nobody looks. */
  pairTableByKey<S extends number | string, V>(name: string): PairTable<number, S, V> {
    const disk = this.database<V, [number, S]>(name);
    const table = new PairTable<number, S, V>(name, disk, this.journal, this.run);
    this.tables.push(table);
    return table;
  }

  /** A database outside the tables (log, positions). Written only within `commit`. */
  database<V, K extends Parameters<Database['get']>[0]>(name: string): Database<V, K> {
    return checkRows(this.uncheckedDatabase<V, K>(name), name);
  }

  /** A database as it was before format 3: without checksums. For bringing it up to date. */
  uncheckedDatabase<V, K extends Parameters<Database['get']>[0]>(name: string): Database<V, K> {
    return this.root.openDB<V, K>({ name, sharedStructuresKey: Symbol.for('structures') });
  }

  /** The names of all databases in the file. */
  databaseNames(): string[] {
    return [...this.root.getKeys({})].filter((key) => typeof key === 'string');
  }

  /** A database of bytes. */
  binaryDatabase<K extends Parameters<Database['get']>[0]>(name: string): Database<Buffer, K> {
    return this.root.openDB<Buffer, K>({ name, encoding: 'binary' });
  }

  /**
   * Whether so little room is left on the disk that nothing should be written any more. To be asked
   * before each commit: lmdb must never meet the end of the disk, because its way of failing there
   * can damage the process's memory.
   */
  isFull(): boolean {
    try {
      const { bavail, bsize } = statfsSync(this.dataDir);
      return bavail * bsize < LIMITS.minFreeBytes;
    } catch {
      // What is wrong with the directory is told by the commit.
      return false;
    }
  }

  /**
   * The commits that a former run left ahead of the file, whose last position is `base`.
   * @throws CorruptedDataError as `WriteAheadFile.open` does.
   */
  openAhead(base: number): AheadEntry[] {
    return this.ahead.open(base);
  }

  /** Makes a commit durable: what is needed to do it again. The tables' file gets it later. */
  append(first: number, last: number, payload: readonly Uint8Array[]): void {
    this.ahead.append(first, last, payload);
  }

  /** Bytes of commits that the tables' file does not have yet. */
  get bytesAhead(): number {
    return this.ahead.bytes;
  }

  /** Registers what is to be written along with the tables in every checkpoint. */
  onCheckpoint(save: () => void): void {
    this.savers.push(save);
  }

  /**
   * Brings the tables' file up to the last commit; not when the disk is full, nor when something
   * went wrong: the file ahead has everything then, too.
   */
  checkpoint(): void {
    if (this.ahead.bytes > 0 && this.isSound() && !this.isFull()) this.commit(() => {});
  }

  /** Writes the changes of all tables and what `more` writes, in one transaction, durably. */
  commit(more: () => void): void {
    this.root.transactionSync(() => {
      for (const table of this.tables) table.flush();
      for (const save of this.savers) save();
      more();
    });
    this.ahead.settle();
  }

  /** Writes what `write` writes, durably, and no table. */
  commitOutside(write: () => void): void {
    this.root.transactionSync(write);
  }

  /**
   * Copies what is committed to another directory while commits go on; see `copyFile`.
   * @throws DataDirectoryError as `copyFile` does, and first when the file can't be brought up to
   * the last commit.
   */
  async copyTo(directory: string): Promise<number> {
    this.checkpoint();
    if (this.ahead.bytes > 0) {
      throw new DataDirectoryError("The engine's data cannot be copied: its disk is full.");
    }
    return copyFile(this.root, directory);
  }

  /** Closes the files. What was not appended is lost. */
  async close(): Promise<void> {
    this.ahead.close();
    await this.root.close();
    this.lock.release();
  }
}
