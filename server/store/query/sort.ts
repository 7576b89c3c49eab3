import { isDoc, isNumeric, toNumber, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { emptyArrayKey, KeyWriter } from '../storage/key.ts';
import { anyValue } from './traverse.ts';

/** One field of an order. */
export interface SortField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

/** Reads a sort document. Fails with BadValue on anything but 1 and -1. */
export function compileSort(source: unknown): SortField[] {
  if (source === undefined || source === null) return [];
  if (!isDoc(source)) throw new StoreError('TypeMismatch', 'sort must be a document');
  return Object.entries(source)
    .filter(([path]) => path !== '$natural')
    .map(([path, direction]) => {
      const n = isNumeric(typeOf(direction)) ? toNumber(direction) : 0;
      if (n !== 1 && n !== -1) {
        throw new StoreError(
          'BadValue',
          'Illegal sort order: $sort key ordering must be 1 (for ascending) or -1 (for descending)',
        );
      }
      return { path, parts: path.split('.'), descending: n < 0 };
    });
}

const writer = new KeyWriter();
const candidate = new KeyWriter();

/**
 * The sort key of a document: bytes whose order is the order asked for. Of an array the smallest
 * element counts when ascending, the greatest when descending; what is missing counts as null.
 */
export function sortKey(doc: unknown, sort: readonly SortField[]): Buffer {
  writer.begin();
  for (const field of sort) writer.bytes(extreme(doc, field));
  return writer.take();
}

function extreme(doc: unknown, field: SortField): Buffer {
  let best: Buffer | null = null;
  anyValue(doc, field.parts, 0, false, (v) => {
    if (!Array.isArray(v)) best = smaller(best, v, field);
    else if (v.length === 0) best = smaller(best, emptyArrayKey, field);
    else for (const x of v) best = smaller(best, x, field);
    return false;
  });
  return best ?? smaller(null, null, field);
}

function smaller(best: Buffer | null, v: unknown, field: SortField): Buffer {
  candidate.begin();
  candidate.field(v, field.descending);
  const key = candidate.take();
  return best && Buffer.compare(best, key) <= 0 ? best : key;
}

/** Something with its place in an order. */
interface Ranked<T> {
  key: Buffer;
  item: T;
  at: number;
}

/**
 * A blocking sort bounded in memory: with a limit it keeps only that many (a heap of the worst),
 * without one it refuses beyond `limits.maxSortBytes`. Equal keys keep the order they came in.
 */
export class Sorter<T> {
  readonly #limit: number;
  readonly #heap: Ranked<T>[] = [];
  #bytes = 0;
  #count = 0;
  readonly #sizeOf: (item: T) => number;

  /** `limit` 0 means all. */
  constructor(limit: number, sizeOf: (item: T) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  add(key: Buffer, item: T): void {
    const ranked = { key, item, at: this.#count++ };
    if (this.#limit > 0 && this.#heap.length >= this.#limit) {
      const worst = this.#heap[0] as Ranked<T>;
      if (compareRanked(ranked, worst) >= 0) return;
      this.#bytes += this.#sizeOf(item) + key.length - this.#sizeOf(worst.item) - worst.key.length;
      this.#heap[0] = ranked;
      this.#sink(0);
      return;
    }
    this.#bytes += this.#sizeOf(item) + key.length + 64;
    if (this.#bytes > limits.maxSortBytes) {
      throw new StoreError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Sort exceeded memory limit of ${limits.maxSortBytes} bytes, but did not opt in to ` +
          'external sorting.',
      );
    }
    this.#heap.push(ranked);
    if (this.#limit > 0) this.#rise(this.#heap.length - 1);
  }

  /** The items in order. */
  sorted(): T[] {
    return this.#heap.sort(compareRanked).map((r) => r.item);
  }

  #rise(i: number): void {
    const heap = this.#heap;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (compareRanked(heap[i] as Ranked<T>, heap[parent] as Ranked<T>) <= 0) return;
      [heap[i], heap[parent]] = [heap[parent] as Ranked<T>, heap[i] as Ranked<T>];
      i = parent;
    }
  }

  #sink(i: number): void {
    const heap = this.#heap;
    for (;;) {
      let worst = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (
          child < heap.length &&
          compareRanked(heap[child] as Ranked<T>, heap[worst] as Ranked<T>) > 0
        )
          worst = child;
      }
      if (worst === i) return;
      [heap[i], heap[worst]] = [heap[worst] as Ranked<T>, heap[i] as Ranked<T>];
      i = worst;
    }
  }
}

function compareRanked(a: Ranked<unknown>, b: Ranked<unknown>): number {
  return Buffer.compare(a.key, b.key) || a.at - b.at;
}
