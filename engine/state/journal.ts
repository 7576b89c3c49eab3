/** Stands in an overlay for a row that was removed. */
export const GONE = Symbol('gone');

/**
 * Sorts before every key of a row, and behind the entry under which lmdb keeps the shape of the
 * rows.
 */
export const LOWEST = Number.NEGATIVE_INFINITY;

/** A table whose changes wait in memory for the next commit and can be taken back. */
export interface StoredTable {
  readonly name: string;
  /** Puts back what the overlay held for a key before a change. */
  undo(key: unknown, suffix: unknown, before: unknown, wasFresh: boolean): void;
  /** Writes the overlay to the open transaction and empties it. */
  flush(): void;
  /** Every row on disk, in key order. For comparing tables in tests. */
  rows(): Generator<[unknown, unknown]>;
}

/**
 * The changes of the command being processed, so that a command which fails takes back only its
 * own.
 * Parallel arrays instead of objects: this is written on every state change.
 */
export class Journal {
  private readonly tables: StoredTable[] = [];
  private readonly keys: unknown[] = [];
  private readonly suffixes: unknown[] = [];
  private readonly befores: unknown[] = [];
  private readonly fresh: boolean[] = [];

  /** Notes what an overlay held before a change. */
  record(
    table: StoredTable,
    key: unknown,
    suffix: unknown,
    before: unknown,
    wasFresh: boolean,
  ): void {
    this.tables.push(table);
    this.keys.push(key);
    this.suffixes.push(suffix);
    this.befores.push(before);
    this.fresh.push(wasFresh);
  }

  /** Forgets the notes: what was done stays. */
  accept(): void {
    this.truncate(0);
  }

  /** Takes back everything noted, newest first. */
  rollback(): void {
    for (let i = this.tables.length - 1; i >= 0; i--) {
      this.tables[i]?.undo(this.keys[i], this.suffixes[i], this.befores[i], this.fresh[i] === true);
    }
    this.truncate(0);
  }

  private truncate(length: number): void {
    this.tables.length = length;
    this.keys.length = length;
    this.suffixes.length = length;
    this.befores.length = length;
    this.fresh.length = length;
  }
}
