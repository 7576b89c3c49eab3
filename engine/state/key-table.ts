import type { Database } from 'lmdb';
import type { Journal, StoredTable } from './journal.ts';
import { GONE, LOWEST } from './journal.ts';
import { RowCache, type Weigh } from './row-cache.ts';

/** Which keys existed before this run of the engine. */
export interface RunStart {
  /** The highest key given before; Infinity until it is known. */
  lastKeyBefore: number;
}

/**
 * Rows by one key. A number key is a key of the engine, never lower than one given in a former run.
 * Reads see what the current batch wrote. Rows are immutable: to change one, put a new
 * object. Nothing reaches the disk before `flush`, and a row that comes and goes within a batch
 * never does.
 */
export class KeyTable<K extends number | string, V extends object> implements StoredTable {
  /** What the batch changed: the new row, or GONE. */
  private readonly dirty = new Map<K, V | typeof GONE>();
  /** Keys in `dirty` that the disk doesn't know. */
  private readonly fresh = new Set<K>();
  private readonly clean: RowCache<K, V>;
  readonly name: string;
  private readonly disk: Database<V, K>;
  private readonly journal: Journal;
  private readonly run: RunStart;
  /** Whether the disk had no row when the table was opened. */
  private readonly wasEmpty: boolean;

  constructor(
    name: string,
    disk: Database<V, K>,
    journal: Journal,
    run: RunStart,
    weigh: Weigh<V> | null = null,
  ) {
    this.name = name;
    this.disk = disk;
    this.journal = journal;
    this.run = run;
    this.clean = new RowCache(weigh);
    this.wasEmpty = hasNoRow(disk);
  }

  /** The row, or undefined. */
  get(key: K): V | undefined {
    const changed = this.dirty.get(key);
    if (changed !== undefined) return changed === GONE ? undefined : (changed as V);
    const cached = this.clean.get(key);
    if (cached !== undefined) return cached;
    if (this.isOnlyInMemory(key)) return undefined;
    const row = this.disk.get(key);
    if (row !== undefined) this.clean.set(key, row);
    return row;
  }

  /**
   * Adds a row whose key was never used before. Faster than `put`, because the disk need not be
   * asked.
   */
  insert(key: K, row: V): void {
    const before = this.dirty.get(key);
    this.journal.record(this, key, undefined, before, this.fresh.has(key));
    this.dirty.set(key, row);
    if (before !== GONE) this.fresh.add(key);
  }

  /** Adds or replaces a row. */
  put(key: K, row: V): void {
    this.journal.record(this, key, undefined, this.dirty.get(key), this.fresh.has(key));
    this.dirty.set(key, row);
  }

  /** Removes a row; nothing happens when there is none. */
  delete(key: K): void {
    const isFresh = this.fresh.has(key);
    if (!isFresh && this.isOnlyInMemory(key) && !this.clean.has(key) && !this.dirty.has(key))
      return;
    this.journal.record(this, key, undefined, this.dirty.get(key), isFresh);
    if (isFresh) {
      this.dirty.delete(key);
      this.fresh.delete(key);
    } else {
      this.dirty.set(key, GONE);
    }
  }

  undo(key: unknown, _suffix: unknown, before: unknown, wasFresh: boolean): void {
    const k = key as K;
    if (before === undefined) this.dirty.delete(k);
    else this.dirty.set(k, before as V);
    if (wasFresh) this.fresh.add(k);
    else this.fresh.delete(k);
  }

  flush(): void {
    for (const [key, row] of this.dirty) {
      if (row === GONE) {
        this.disk.removeSync(key);
        this.clean.delete(key);
      } else {
        this.disk.putSync(key, row as V);
        this.clean.set(key, row as V);
      }
    }
    this.dirty.clear();
    this.fresh.clear();
  }

  *rows(): Generator<[unknown, unknown]> {
    for (const { key, value } of this.disk.getRange({ start: LOWEST as never })) yield [key, value];
  }

  /** All rows in key order, the batch's own included. For rare use: it reads the whole table. */
  *all(): Generator<[K, V]> {
    for (const { key, value } of this.disk.getRange({ start: LOWEST as never })) {
      if (!this.dirty.has(key as K)) yield [key as K, value];
    }
    for (const [key, row] of this.dirty) if (row !== GONE) yield [key, row as V];
  }

  /**
   * A key given in this run is in memory unless its row was dropped, and so is every key of a table
   * that began empty: then a miss need not ask the disk.
   */
  private isOnlyInMemory(key: K): boolean {
    if (typeof key !== 'number') return this.wasEmpty && !this.clean.hasDropped;
    return (this.wasEmpty || key > this.run.lastKeyBefore) && key > this.clean.highestDropped;
  }
}

function hasNoRow(disk: Database): boolean {
  for (const key of disk.getKeys({ start: LOWEST as never, limit: 1 })) return key === undefined;
  return true;
}
