import { LIMITS } from '../limits.ts';

/** Roughly the bytes of a row's texts: what makes rows of one table differ in size. */
export type Weigh<V> = (row: V) => number;

/**
 * Decoded rows of one table in two generations: when the younger is full it becomes the older, and
 * what was in the older and not asked for since is dropped at once. Dropping rows one by one from
 * the front of a `Map` gets slower with every row that was dropped before.
 */
export class RowCache<K extends number | string, V> {
  private young = new Map<K, V>();
  private old = new Map<K, V>();
  private youngWeight = 0;
  /** The highest number key that was put into each generation. */
  private highestYoung = -1;
  private highestOld = -1;
  /** Whether any row was dropped that may be on the disk alone. */
  hasDropped = false;
  /** The highest number key among them. */
  highestDropped = -1;
  private readonly weigh: Weigh<V> | null;

  /** `weigh` for tables whose rows hold texts of any length. */
  constructor(weigh: Weigh<V> | null) {
    this.weigh = weigh;
  }

  get(key: K): V | undefined {
    const row = this.young.get(key);
    if (row !== undefined) return row;
    const older = this.old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  has(key: K): boolean {
    return this.young.has(key) || this.old.has(key);
  }

  /** Keeps a row that is on the disk. */
  set(key: K, row: V): void {
    const weight = this.weigh === null ? 0 : this.weigh(row);
    if (weight > LIMITS.maxCachedRowBytes) {
      this.delete(key);
      this.drop(typeof key === 'number' ? key : -1);
      return;
    }
    if (
      this.young.size >= LIMITS.maxCachedRows / 2 ||
      this.youngWeight >= LIMITS.maxCachedBytesPerTable / 2
    ) {
      this.turn();
    }
    this.youngWeight += weight;
    this.young.set(key, row);
    if (typeof key === 'number' && key > this.highestYoung) this.highestYoung = key;
  }

  delete(key: K): void {
    this.young.delete(key);
    if (this.old.size > 0) this.old.delete(key);
  }

  private turn(): void {
    if (this.old.size > 0) this.drop(this.highestOld);
    this.old = this.young;
    this.highestOld = this.highestYoung;
    this.young = new Map();
    this.youngWeight = 0;
    this.highestYoung = -1;
  }

  private drop(highest: number): void {
    this.hasDropped = true;
    if (highest > this.highestDropped) this.highestDropped = highest;
  }
}
