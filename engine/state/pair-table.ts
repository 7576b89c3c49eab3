import type { Database } from 'lmdb';
import type { Journal, StoredTable } from './journal.ts';
import { GONE, LOWEST } from './journal.ts';
import type { RunStart } from './key-table.ts';
import { KnownPrefixes } from './known-prefixes.ts';

type Part = number | string;

/** What the batch changed under one prefix. */
interface Bucket<S extends Part, V> {
  readonly dirty: Map<S, V | typeof GONE>;
  readonly fresh: Set<S>;
}

/** Sees one row; false stops the walk. */
export type Visit<S, V> = (suffix: S, row: V) => boolean | void;

/** Sees one row with its prefix; false stops the walk. */
export type VisitPair<P, S, V> = (prefix: P, suffix: S, row: V) => boolean | void;

/**
 * Rows by prefix and suffix, walked in order: the children of a scope, the activatable jobs of a
 * type, what
 * is due until now. Walks see what the current batch wrote, merged into the order of the disk.
 */
export class PairTable<P extends Part, S extends Part, V> implements StoredTable {
  private readonly buckets = new Map<P, Bucket<S, V>>();
  readonly name: string;
  private readonly disk: Database<V, [P, S]>;
  private readonly journal: Journal;
  private readonly known: KnownPrefixes | null;

  /** `run` for tables whose prefixes are keys of the engine. */
  constructor(
    name: string,
    disk: Database<V, [P, S]>,
    journal: Journal,
    run: RunStart | null = null,
  ) {
    this.name = name;
    this.disk = disk;
    this.journal = journal;
    this.known =
      run === null ? null : new KnownPrefixes(run, this.firstOnDisk(undefined) === undefined);
  }

  /** The row, or undefined. */
  get(prefix: P, suffix: S): V | undefined {
    const changed = this.buckets.get(prefix)?.dirty.get(suffix);
    if (changed !== undefined) return changed === GONE ? undefined : (changed as V);
    return this.isOnlyInMemory(prefix) ? undefined : this.disk.get([prefix, suffix]);
  }

  /** Adds a row that doesn't exist. */
  insert(prefix: P, suffix: S, row: V): void {
    const bucket = this.bucket(prefix);
    const before = bucket.dirty.get(suffix);
    this.journal.record(this, prefix, suffix, before, bucket.fresh.has(suffix));
    bucket.dirty.set(suffix, row);
    if (before !== GONE) bucket.fresh.add(suffix);
  }

  /** Adds or replaces a row. */
  put(prefix: P, suffix: S, row: V): void {
    const { dirty, fresh } = this.bucket(prefix);
    this.journal.record(this, prefix, suffix, dirty.get(suffix), fresh.has(suffix));
    dirty.set(suffix, row);
  }

  /** Removes a row; nothing happens when there is none. */
  delete(prefix: P, suffix: S): void {
    const { dirty, fresh } = this.bucket(prefix);
    const isFresh = fresh.has(suffix);
    this.journal.record(this, prefix, suffix, dirty.get(suffix), isFresh);
    if (isFresh) {
      dirty.delete(suffix);
      fresh.delete(suffix);
      if (dirty.size === 0) this.buckets.delete(prefix);
    } else {
      dirty.set(suffix, GONE);
    }
  }

  /**
   * Walks the rows of a prefix in order of suffix. The visitor must not change rows ahead of it.
   */
  forEach(prefix: P, visit: Visit<S, V>): void {
    this.walk(prefix, undefined, visit);
  }

  /** Like `forEach`, from `first` on. */
  forEachFrom(prefix: P, first: S, visit: Visit<S, V>): void {
    this.walk(prefix, first, visit);
  }

  private walk(prefix: P, first: S | undefined, visit: Visit<S, V>): void {
    const bucket = this.buckets.get(prefix);
    const isOnlyInMemory = this.isOnlyInMemory(prefix);
    if (isOnlyInMemory && bucket === undefined) return;
    let added = bucket === undefined ? [] : sortedRows(bucket.dirty);
    if (first !== undefined) added = added.filter(([suffix]) => compare(suffix, first) >= 0);
    let next = 0;
    const start = (first === undefined ? [prefix] : [prefix, first]) as never;
    const end = [prefix, HIGHEST] as never;
    for (const { key, value } of isOnlyInMemory ? [] : this.disk.getRange({ start, end })) {
      const suffix = key[1];
      for (; next < added.length && compare(added[next]![0], suffix) < 0; next++) {
        if (visit(added[next]![0], added[next]![1]) === false) return;
      }
      if (bucket !== undefined && bucket.dirty.has(suffix)) continue;
      if (visit(suffix, value) === false) return;
    }
    for (; next < added.length; next++) {
      if (visit(added[next]![0], added[next]![1]) === false) return;
    }
  }

  /** Walks the rows of all prefixes up to and including `last`, in order of prefix, then suffix. */
  forEachUpTo(last: P, visit: VisitPair<P, S, V>): void {
    for (const prefix of this.prefixesUpTo(last)) {
      let isStopped = false;
      this.forEach(prefix, (suffix, row) => {
        isStopped = visit(prefix, suffix, row) === false;
        return !isStopped;
      });
      if (isStopped) return;
    }
  }

  /** The lowest prefix that has a row, or undefined. */
  firstPrefix(): P | undefined {
    for (const prefix of this.prefixesUpTo(undefined)) {
      let isFound = false;
      this.forEach(prefix, () => {
        isFound = true;
        return false;
      });
      if (isFound) return prefix;
    }
    return undefined;
  }

  undo(key: unknown, suffix: unknown, before: unknown, wasFresh: boolean): void {
    const { dirty, fresh } = this.bucket(key as P);
    const s = suffix as S;
    if (before === undefined) dirty.delete(s);
    else dirty.set(s, before as V);
    if (wasFresh) fresh.add(s);
    else fresh.delete(s);
  }

  flush(): void {
    for (const [prefix, bucket] of this.buckets) {
      for (const [suffix, row] of bucket.dirty) {
        if (row === GONE) this.disk.removeSync([prefix, suffix]);
        else {
          this.disk.putSync([prefix, suffix], row as V);
          if (typeof prefix === 'number') this.known?.written(prefix);
        }
      }
    }
    this.buckets.clear();
  }

  *rows(): Generator<[unknown, unknown]> {
    for (const { key, value } of this.disk.getRange({ start: [LOWEST] as never }))
      yield [key, value];
  }

  /** Prefixes on disk and in the overlay, in order, each once. */
  private *prefixesUpTo(last: P | undefined): Generator<P> {
    const added = [...this.buckets.keys()]
      .filter((prefix) => last === undefined || compare(prefix, last) <= 0)
      .sort(compare);
    let next = 0;
    let from: readonly unknown[] | undefined;
    for (;;) {
      const onDisk = this.firstOnDisk(from);
      if (onDisk === undefined || (last !== undefined && compare(onDisk, last) > 0)) break;
      for (; next < added.length && compare(added[next]!, onDisk) <= 0; next++) {
        if (added[next] !== onDisk) yield added[next]!;
      }
      yield onDisk;
      from = [onDisk, HIGHEST];
    }
    for (; next < added.length; next++) yield added[next]!;
  }

  private isOnlyInMemory(prefix: P): boolean {
    return this.known !== null && typeof prefix === 'number' && !this.known.mayBeOnDisk(prefix);
  }

  private firstOnDisk(from: readonly unknown[] | undefined): P | undefined {
    const start = (from ?? [LOWEST]) as never;
    for (const key of this.disk.getKeys({ start, limit: 1 })) return key[0];
    return undefined;
  }

  private bucket(prefix: P): Bucket<S, V> {
    let bucket = this.buckets.get(prefix);
    if (bucket === undefined) {
      bucket = { dirty: new Map(), fresh: new Set() };
      this.buckets.set(prefix, bucket);
    }
    return bucket;
  }
}

/** Sorts behind every number and string in lmdb's key order. */
const HIGHEST = Buffer.from([255]);

function compare(one: Part, other: Part): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function sortedRows<S extends Part, V>(dirty: ReadonlyMap<S, V | typeof GONE>): [S, V][] {
  const rows: [S, V][] = [];
  let isSorted = true;
  for (const [suffix, row] of dirty) {
    if (row === GONE) continue;
    const previous = rows[rows.length - 1];
    if (previous !== undefined && compare(previous[0], suffix) > 0) isSorted = false;
    rows.push([suffix, row as V]);
  }
  return isSorted ? rows : rows.sort((one, other) => compare(one[0], other[0]));
}
