import type { Database } from 'lmdb';
import type { SealedTable, Table, Tables } from '../storage/tables.ts';

/** One entry met by a scan. */
export interface Hit {
  /** Key of the document's `_id`. */
  idk: Buffer;
  /** The index entry's key, or the document's. */
  key: Buffer;
  /** The document's bytes, when the scan went over documents and they are sound. */
  raw: Buffer | null;
}

/** Something that yields hits and can let go of the database between batches. */
export interface Source {
  next(): Hit | null;
  /** Releases the snapshot; the next call of `next` goes on behind the last hit. */
  pause(): void;
  readonly keysExamined: number;
}

/** A half-open range of keys. */
export interface KeyRange {
  lo: Buffer;
  hi: Buffer;
}

type Entry<V = Buffer> = { key: Buffer; value: V };

/** Reads a range of index entries in either direction. */
export class EntryScan implements Source {
  keysExamined = 0;
  readonly #table: Table;
  readonly #range: KeyRange;
  readonly #reverse: boolean;
  #iterator: Iterator<Entry> | null = null;
  /** Values left of the key at which the scan had paused. */
  #values: Iterator<Buffer> | null = null;
  #last: Hit | null = null;
  #done = false;

  constructor(tables: Tables, range: KeyRange, reverse: boolean) {
    this.#table = tables.entries;
    this.#range = range;
    this.#reverse = reverse;
  }

  next(): Hit | null {
    if (this.#done) return null;
    if (!this.#iterator) this.#open();
    const same = this.#values?.next();
    if (same && !same.done) return this.#hit((this.#last as Hit).key, same.value);
    this.#values = null;
    const step = (this.#iterator as Iterator<Entry>).next();
    if (step.done) {
      this.#done = true;
      this.#iterator = null;
      return null;
    }
    return this.#hit(step.value.key, step.value.value);
  }

  #hit(key: Buffer, idk: Buffer): Hit {
    this.keysExamined++;
    this.#last = { key, idk, raw: null };
    return this.#last;
  }

  #open(): void {
    const last = this.#last;
    const reverse = this.#reverse;
    if (last) {
      this.#values = this.#table
        .getValues(last.key, { start: last.idk, exclusiveStart: true, reverse } as never)
        [Symbol.iterator]();
    }
    this.#iterator = openRange(this.#table, this.#range, reverse, last?.key);
  }

  pause(): void {
    this.#values?.return?.();
    this.#iterator?.return?.();
    this.#values = null;
    this.#iterator = null;
  }
}

/** Reads a range of documents in either direction. */
export class DocScan implements Source {
  keysExamined = 0;
  readonly #table: SealedTable;
  readonly #range: KeyRange;
  readonly #reverse: boolean;
  #iterator: Iterator<Entry<Buffer | null>> | null = null;
  #last: Buffer | undefined;
  #done = false;

  constructor(tables: Tables, range: KeyRange, reverse: boolean) {
    this.#table = tables.docs;
    this.#range = range;
    this.#reverse = reverse;
  }

  next(): Hit | null {
    if (this.#done) return null;
    this.#iterator ??= openRange(this.#table, this.#range, this.#reverse, this.#last);
    const step = this.#iterator.next();
    if (step.done) {
      this.#done = true;
      this.#iterator = null;
      return null;
    }
    const { key, value } = step.value;
    this.#last = key;
    return { key, idk: key.subarray(4), raw: value };
  }

  pause(): void {
    this.#iterator?.return?.();
    this.#iterator = null;
  }
}

function openRange<V>(
  table: Database<V, Buffer>,
  range: KeyRange,
  reverse: boolean,
  behind: Buffer | undefined,
): Iterator<Entry<V>> {
  const options = reverse
    ? {
        start: behind ?? range.hi,
        end: range.lo,
        reverse,
        exclusiveStart: true,
        inclusiveEnd: true,
      }
    : { start: behind ?? range.lo, end: range.hi, exclusiveStart: behind !== undefined };
  return table.getRange(options as never)[Symbol.iterator]() as Iterator<Entry<V>>;
}

/** Reads documents by known `_id` keys, in the order given. */
export class IdScan implements Source {
  keysExamined = 0;
  readonly #ids: readonly Buffer[];
  #at = 0;

  constructor(ids: readonly Buffer[]) {
    this.#ids = ids;
  }

  next(): Hit | null {
    const idk = this.#ids[this.#at++];
    if (!idk) return null;
    this.keysExamined++;
    return { idk, key: idk, raw: null };
  }

  pause(): void {
    /* holds nothing */
  }
}

/** One sorted stream out of several; `skip[i]` bytes of stream i's keys do not take part. */
export class MergeScan implements Source {
  readonly #sources: readonly Source[];
  readonly #skip: readonly number[];
  readonly #reverse: boolean;
  #heads: (Hit | null)[] | null = null;

  constructor(sources: readonly Source[], skip: readonly number[], reverse: boolean) {
    this.#sources = sources;
    this.#skip = skip;
    this.#reverse = reverse;
  }

  get keysExamined(): number {
    return this.#sources.reduce((n, s) => n + s.keysExamined, 0);
  }

  next(): Hit | null {
    this.#heads ??= this.#sources.map((s) => s.next());
    const heads = this.#heads;
    let best = -1;
    for (let i = 0; i < heads.length; i++) {
      if (heads[i] && (best < 0 || this.#before(i, best))) best = i;
    }
    if (best < 0) return null;
    const hit = heads[best] as Hit;
    heads[best] = (this.#sources[best] as Source).next();
    return hit;
  }

  #before(i: number, j: number): boolean {
    const a = (this.#heads as Hit[])[i] as Hit;
    const b = (this.#heads as Hit[])[j] as Hit;
    const order =
      a.key.compare(b.key, this.#skip[j], undefined, this.#skip[i]) || Buffer.compare(a.idk, b.idk);
    return this.#reverse ? order > 0 : order < 0;
  }

  pause(): void {
    for (const s of this.#sources) s.pause();
  }
}

/** Several sources one after the other. */
export class ChainScan implements Source {
  readonly #sources: readonly Source[];
  #at = 0;

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  get keysExamined(): number {
    return this.#sources.reduce((n, s) => n + s.keysExamined, 0);
  }

  next(): Hit | null {
    for (; this.#at < this.#sources.length; this.#at++) {
      const hit = (this.#sources[this.#at] as Source).next();
      if (hit) return hit;
    }
    return null;
  }

  pause(): void {
    for (const s of this.#sources) s.pause();
  }
}

/** Leaves out documents met before; needed where one document has several keys. */
export class DistinctScan implements Source {
  readonly #source: Source;
  readonly #seen = new Set<string>();

  constructor(source: Source) {
    this.#source = source;
  }

  get keysExamined(): number {
    return this.#source.keysExamined;
  }

  next(): Hit | null {
    for (;;) {
      const hit = this.#source.next();
      if (!hit) return null;
      const id = hit.idk.toString('latin1');
      if (this.#seen.has(id)) continue;
      this.#seen.add(id);
      return hit;
    }
  }

  pause(): void {
    this.#source.pause();
  }
}
