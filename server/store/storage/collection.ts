import { ObjectId } from 'bson';
import { decode, decodeValue, walk, type Doc } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { encodeElement, joinElements, tooLarge } from '../bson/encode.ts';
import { describe } from '../bson/describe.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { type CollectionIndex, prefixOf } from './collection-index.ts';
import { after, idKey } from './key.ts';
import { nameOfKey } from './key-name.ts';
import { removeRange, type Tables } from './tables.ts';

/** A document with the key of its `_id`. */
export interface Stored {
  idk: Buffer;
  raw: Buffer;
}

const onlyId: ReadonlySet<string> = new Set(['_id']);

/**
 * One collection: documents by `_id`, its indexes, its count. Every change checks first and
 * writes after, so that a refusal leaves nothing behind.
 */
export class Collection {
  readonly id: number;
  readonly db: string;
  readonly name: string;
  readonly uuid: Buffer;
  readonly options: Doc;
  readonly prefix: Buffer;
  readonly end: Buffer;
  readonly #tables: Tables;
  indexes: CollectionIndex[] = [];
  /** Documents in it; written with the transaction that changed it. */
  count = 0;
  /** Whether its catalog entry must be written with this transaction. */
  dirty = false;
  #indexed: ReadonlySet<string> = new Set();

  constructor(
    tables: Tables,
    id: number,
    ns: { db: string; name: string },
    uuid: Buffer,
    options: Doc,
  ) {
    this.#tables = tables;
    this.id = id;
    this.db = ns.db;
    this.name = ns.name;
    this.uuid = uuid;
    this.options = options;
    this.prefix = prefixOf(id);
    this.end = after(this.prefix) as Buffer;
  }

  get ns(): string {
    return `${this.db}.${this.name}`;
  }
  /** Top-level fields that any index looks at. */
  get indexedFields(): ReadonlySet<string> {
    return this.#indexed;
  }

  setIndexes(indexes: CollectionIndex[]): void {
    this.indexes = indexes;
    this.#indexed = new Set(indexes.flatMap((i) => i.topFields));
  }

  docKey(idk: Buffer): Buffer {
    const key = Buffer.allocUnsafe(4 + idk.length);
    key.writeUInt32BE(this.id, 0);
    for (let i = 0; i < idk.length; i++) key[4 + i] = idk[i] as number;
    return key;
  }

  /** The document's bytes. Fails with DataCorruptionDetected. */
  get(idk: Buffer): Buffer | undefined {
    const stored = this.#tables.docs.get(this.docKey(idk));
    return stored === undefined ? undefined : this.sound(idk, stored);
  }

  /** What was read of a document, unless it is not what was written: DataCorruptionDetected. */
  sound(idk: Buffer, stored: Buffer | null): Buffer {
    if (stored !== null) return stored;
    const name = `The document with the _id ${nameOfKey(idk)} of ${this.ns}`;
    throw new StoreError('DataCorruptionDetected', `${name} is corrupted. Restore a backup.`);
  }

  /**
   * Adds a document; one without `_id` gets an ObjectId in front, as mongod does.
   * Failures in order: too large; an `_id` that cannot be one; the same `_id` or the same key of
   * a unique index is there; parallel arrays. `isNew` when it is known that the `_id` is not there.
   */
  insert(given: Buffer, isNew = false): Stored {
    const raw = withId(given);
    if (raw.length > limits.maxDocumentBytes) throw tooLarge(raw.length);
    const id = decode(raw, 0, onlyId)['_id'];
    const idk = idKey(id);
    const key = this.docKey(idk);
    if (!isNew && this.#tables.docs.getBinaryFast(key) !== undefined) throw this.#duplicateId(id);
    if (this.indexes.length > 0) {
      const doc = decode(raw, 0, this.#indexed);
      const made = this.indexes.map((index) => this.#checkedKeys(index, doc, raw));
      for (const keys of made) for (const k of keys) this.#tables.entries.putSync(k, idk);
    }
    this.#tables.docs.putSync(key, raw);
    this.count++;
    this.dirty = true;
    return { idk, raw };
  }

  /**
   * Puts other bytes in place of a document with the same `_id`. Failures as for insert.
   * `changed` names the fields that differ, where the caller knows.
   */
  replace(old: Stored, raw: Buffer, changed?: readonly string[]): void {
    if (raw.length > limits.maxDocumentBytes) throw tooLarge(raw.length);
    if (this.indexes.length > 0) {
      const fields = changed
        ? new Set(changed.filter((name) => this.#indexed.has(name)))
        : changedFields(old.raw, raw, this.#indexed);
      if (fields.size > 0) this.#moveEntries(old, raw, fields);
    }
    this.#tables.docs.putSync(this.docKey(old.idk), raw);
    this.dirty = true;
  }

  /** Only indexes that look at a field whose bytes changed are touched. */
  #moveEntries(old: Stored, raw: Buffer, changed: ReadonlySet<string>): void {
    const affected = this.indexes.filter((i) => i.topFields.some((f) => changed.has(f)));
    const before = decode(old.raw, 0, this.#indexed);
    const now = decode(raw, 0, this.#indexed);
    const changes = affected.map((index) => {
      const gone = index.keysOf(before, false);
      const made = index.keysOf(now, true);
      const added = made.filter((k) => !gone.some((g) => g.equals(k)));
      if (index.spec.unique) this.#refuseTaken(index, added, raw);
      return { added, removed: gone.filter((g) => !made.some((k) => k.equals(g))) };
    });
    for (const { added, removed } of changes) {
      for (const k of removed) this.#tables.entries.removeSync(k, old.idk);
      for (const k of added) this.#tables.entries.putSync(k, old.idk);
    }
  }

  remove(old: Stored): void {
    if (this.indexes.length > 0) {
      const doc = decode(old.raw, 0, this.#indexed);
      for (const index of this.indexes) {
        for (const k of index.keysOf(doc, false)) this.#tables.entries.removeSync(k, old.idk);
      }
    }
    this.#tables.docs.removeSync(this.docKey(old.idk));
    this.count--;
    this.dirty = true;
  }

  /** Removes every document and entry; the collection itself stays. */
  clear(): void {
    removeRange(this.#tables.docs, this.prefix, this.end);
    for (const index of this.indexes) this.clearIndex(index);
    this.count = 0;
    this.dirty = true;
  }

  clearIndex(index: CollectionIndex): void {
    removeRange(this.#tables.entries, index.prefix, index.end);
  }

  /**
   * Fills a new index from the documents. Fails with DuplicateKey or DataCorruptionDetected,
   * leaving no entry.
   */
  fillIndex(index: CollectionIndex): void {
    const fields = new Set(index.topFields);
    try {
      for (const e of this.#tables.docs.getRange({ start: this.prefix, end: this.end })) {
        const idk = Buffer.from(e.key.subarray(4));
        const raw = this.sound(idk, e.value);
        for (const k of this.#checkedKeys(index, decode(raw, 0, fields), raw)) {
          this.#tables.entries.putSync(k, idk);
        }
      }
    } catch (error) {
      this.clearIndex(index);
      throw error;
    }
  }

  #checkedKeys(index: CollectionIndex, doc: Doc, raw: Buffer): Buffer[] {
    const keys = index.keysOf(doc, true);
    if (index.spec.unique) this.#refuseTaken(index, keys, raw);
    return keys;
  }

  #refuseTaken(index: CollectionIndex, keys: Buffer[], raw: Buffer): void {
    for (const key of keys) {
      if (this.#tables.entries.getBinaryFast(key) === undefined) continue;
      throw this.#duplicate(index.spec.name, index.spec.key, index.valuesOf(decode(raw), key));
    }
  }

  #duplicateId(id: unknown): StoreError {
    return this.#duplicate('_id_', { _id: 1 }, { _id: id });
  }

  #duplicate(name: string, keyPattern: Doc, keyValue: Doc): StoreError {
    return new StoreError(
      'DuplicateKey',
      `E11000 duplicate key error collection: ${this.ns} index: ${name} dup key: ` +
        describe(keyValue),
      { keyPattern, keyValue },
    );
  }
}

/** Those of the named top-level fields whose bytes differ between two documents. */
function changedFields(a: Buffer, b: Buffer, fields: ReadonlySet<string>): Set<string> {
  const changed = new Set<string>();
  const before = new Map<string, Buffer>();
  walk(a, 0, (_type, name, _start, end, element) => {
    if (fields.has(name)) before.set(name, a.subarray(element, end));
  });
  walk(b, 0, (_type, name, _start, end, element) => {
    if (!fields.has(name)) return;
    if (before.get(name)?.equals(b.subarray(element, end)) !== true) changed.add(name);
    before.delete(name);
  });
  for (const name of before.keys()) changed.add(name);
  return changed;
}

const unfitForId: ReadonlySet<number> = new Set([
  bsonType.array,
  bsonType.regex,
  bsonType.undefined,
]);

/** The document with its `_id` in front, made if missing. Fails when the `_id` cannot be one. */
export function withId(raw: Buffer): Buffer {
  let at = -1;
  let found: Buffer | null = null;
  let first = true;
  walk(raw, 0, (type, name, start, end, element) => {
    if (name === '_id') {
      if (unfitForId.has(type)) {
        const kind =
          type === bsonType.array ? 'array' : type === bsonType.regex ? 'regex' : 'undefined';
        throw new StoreError('InvalidIdField', `The '_id' value cannot be of type ${kind}`);
      }
      if (type === bsonType.object) refuseDollar(decodeValue(raw, type, start, end) as Doc);
      at = first ? 0 : element;
      found = raw.subarray(element, end);
      return true;
    }
    first = false;
    return false;
  });
  if (at === 0) return raw;
  const body = raw.subarray(4, raw.length - 1);
  if (!found) return joinElements([encodeElement('_id', new ObjectId()), body]);
  const size = (found as Buffer).length;
  return joinElements([found, raw.subarray(4, at), raw.subarray(at + size, raw.length - 1)]);
}

function refuseDollar(id: Doc): void {
  const bad = Object.keys(id).find((k) => k.startsWith('$'));
  if (bad) {
    throw new StoreError(
      'DollarPrefixedFieldName',
      `_id fields may not contain '$'-prefixed ` + `fields: ${bad} is not valid for storage.`,
    );
  }
}
