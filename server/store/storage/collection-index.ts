import type { Doc } from '../bson/decode.ts';
import { toNumber } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import type { IndexSpec } from './index-spec.ts';
import { after, fitted, KeyWriter } from './key.ts';
import { extract, plain } from './paths.ts';

/** One field of an index. */
export interface IndexField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

const writer = new KeyWriter();

/** An index at work: makes keys of documents. `id` prefixes its entries. */
export class CollectionIndex {
  readonly id: number;
  readonly spec: IndexSpec;
  readonly fields: readonly IndexField[];
  readonly filter: Filter | null;
  /** Top-level fields from which keys are made (and the filter decided). */
  readonly topFields: readonly string[];
  /** Start of every entry's key, and the first key behind them. */
  readonly prefix: Buffer;
  readonly end: Buffer;
  /** For each field whether any document had an array there; never forgotten. */
  multikey: boolean[];
  /** Whether its fields are those of the document itself. */
  readonly #isFlat: boolean;

  constructor(id: number, spec: IndexSpec, multikey?: boolean[]) {
    this.id = id;
    this.spec = spec;
    this.fields = Object.entries(spec.key).map(([path, direction]) => ({
      path,
      parts: path.split('.'),
      descending: toNumber(direction) < 0,
    }));
    this.filter = spec.partialFilterExpression ? compileFilter(spec.partialFilterExpression) : null;
    if (this.filter && !this.filter.fields) {
      throw new StoreError('CannotCreateIndex', '$expr is not supported in a partial index');
    }
    this.#isFlat = this.fields.every((f) => f.parts.length === 1);
    const tops = this.fields.map((f) => f.parts[0] as string);
    this.topFields = [...tops, ...(this.filter?.fields ?? [])];
    this.prefix = prefixOf(id);
    this.end = after(this.prefix) as Buffer;
    this.multikey = multikey ?? this.fields.map(() => false);
  }

  /** Whether any document has several keys in it. */
  get isMultikey(): boolean {
    return this.multikey.includes(true);
  }

  /**
   * Entry keys of a document, without repetition; empty when it does not belong in the index.
   * Fails with CannotIndexParallelArrays. `learn` records arrays met on the way.
   */
  keysOf(doc: Doc, learn: boolean): Buffer[] {
    if (this.filter && !this.filter.matches(doc)) return [];
    const plainly = this.#isFlat ? this.#keysOfFlat(doc, learn) : null;
    if (plainly) return plainly;
    const { rows, multikey } = extract(
      doc,
      this.fields.map((f) => f.parts),
    );
    if (learn)
      multikey.forEach((many, i) => {
        if (many) this.multikey[i] = true;
      });
    const keys: Buffer[] = [];
    for (const row of rows) {
      if (this.spec.sparse && row.every((v) => v === undefined)) continue;
      const key = this.#key(row);
      if (!keys.some((k) => k.equals(key))) keys.push(key);
    }
    return keys;
  }

  /**
   * The same for fields of the document itself with at most one list of plain values among them,
   * which is nearly every document; null for the others.
   */
  #keysOfFlat(doc: Doc, learn: boolean): Buffer[] | null {
    const row: unknown[] = [];
    let listAt = -1;
    let isEmpty = true;
    for (const { path } of this.fields) {
      const v = Object.hasOwn(doc, path) ? doc[path] : undefined;
      if (v !== undefined) isEmpty = false;
      if (Array.isArray(v)) {
        if (listAt >= 0 || v.length === 0 || v.some(Array.isArray)) return null;
        listAt = row.length;
      }
      row.push(v);
    }
    if (isEmpty && this.spec.sparse) return [];
    if (listAt < 0) return [this.#key(row)];
    if (this.spec.sparse && row.length === 1) return null;
    if (learn) this.multikey[listAt] = true;
    const keys: Buffer[] = [];
    for (const element of row[listAt] as unknown[]) {
      row[listAt] = element;
      const key = this.#key(row);
      if (!keys.some((k) => k.equals(key))) keys.push(key);
    }
    return keys;
  }

  #key(row: unknown[]): Buffer {
    writer.begin();
    writer.bytes(this.prefix);
    for (let i = 0; i < row.length; i++) {
      writer.field(plain(row[i]), this.fields[i]?.descending ?? false);
    }
    return fitted(writer.take());
  }

  /** The fields' values of a document with that key, for the message of a duplicate. */
  valuesOf(doc: Doc, key: Buffer): Doc {
    const { rows } = extract(
      doc,
      this.fields.map((f) => f.parts),
    );
    const row = rows.find((r) => this.#key(r).equals(key)) ?? [];
    const values: Doc = {};
    this.fields.forEach((f, i) => {
      values[f.path] = plain(row[i]) ?? null;
    });
    return values;
  }
}

/** The four bytes before every key of a collection or index. */
export function prefixOf(id: number): Buffer {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(id);
  return b;
}
