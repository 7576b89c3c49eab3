import { randomUUID } from 'node:crypto';
import { decode, type Doc } from '../bson/decode.ts';
import { encode } from '../bson/encode.ts';
import { binaryParts, toNumber } from '../bson/value.ts';
import { Binary } from 'bson';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { Collection } from './collection.ts';
import { CollectionIndex } from './collection-index.ts';
import { sameIndex, sameKey, sameOptions, type IndexSpec } from './index-spec.ts';
import { removeRange, type Tables } from './tables.ts';

const nextIdKey = Buffer.from('next');
const collectionsFrom = Buffer.from('c\0');
const collectionsTo = Buffer.from('c\x01');

/** Which collections and indexes there are: in memory, written through within transactions. */
export class Catalog {
  readonly #tables: Tables;
  #collections = new Map<string, Collection>();
  #nextId = 1;
  /** Grows with every collection or index made or dropped: plans and cursors notice by it. */
  version = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.reload();
  }

  /**
   * Reads everything from disk: at start, and after an aborted transaction. Fails with
   * DataCorruptionDetected.
   */
  reload(): void {
    this.#collections = new Map();
    this.version++;
    const next = this.#tables.catalog.get(nextIdKey);
    this.#nextId = next === undefined ? 1 : sound(next, nextIdKey).readUInt32BE();
    for (const e of this.#tables.catalog.getRange({ start: collectionsFrom, end: collectionsTo })) {
      const c = this.#read(decode(sound(e.value, e.key)));
      this.#collections.set(c.ns, c);
    }
  }

  #read(entry: Doc): Collection {
    const ns = { db: String(entry['db']), name: String(entry['name']) };
    const uuid = Buffer.from(binaryParts(entry['uuid']).bytes);
    const c = new Collection(
      this.#tables,
      toNumber(entry['id']),
      ns,
      uuid,
      entry['options'] as Doc,
    );
    c.count = toNumber(entry['count']);
    c.setIndexes(
      (entry['indexes'] as Doc[]).map(
        (i) =>
          new CollectionIndex(
            toNumber(i['id']),
            i['spec'] as unknown as IndexSpec,
            i['multikey'] as boolean[],
          ),
      ),
    );
    return c;
  }

  get(db: string, name: string): Collection | undefined {
    return this.#collections.get(`${db}.${name}`);
  }

  /** Collections of a database (of all with no name), by name. */
  list(db?: string): Collection[] {
    const all = [...this.#collections.values()].filter((c) => db === undefined || c.db === db);
    return all.sort((a, b) => (a.ns < b.ns ? -1 : 1));
  }

  #takeId(): number {
    const id = this.#nextId++;
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#nextId);
    this.#tables.catalog.putSync(nextIdKey, bytes);
    return id;
  }

  /** Makes a collection. Fails with InvalidNamespace or NamespaceExists. */
  create(db: string, name: string, options: Doc = {}): Collection {
    checkNamespace(db, name);
    if (this.get(db, name)) {
      throw new StoreError('NamespaceExists', `Collection ${db}.${name} already exists.`);
    }
    const uuid = Buffer.from(randomUUID().replaceAll('-', ''), 'hex');
    const c = new Collection(this.#tables, this.#takeId(), { db, name }, uuid, options);
    this.#collections.set(c.ns, c);
    c.dirty = true;
    this.version++;
    return c;
  }

  /** The collection, made when it does not exist. */
  ensure(db: string, name: string): Collection {
    return this.get(db, name) ?? this.create(db, name);
  }

  /** Removes a collection with its documents and entries. */
  drop(c: Collection): void {
    c.clear();
    this.#collections.delete(c.ns);
    this.#tables.catalog.removeSync(catalogKey(c));
    this.version++;
  }

  /** Gives a collection another name; its id and entries stay. */
  rename(c: Collection, db: string, name: string): void {
    checkNamespace(db, name);
    const renamed = new Collection(this.#tables, c.id, { db, name }, c.uuid, c.options);
    renamed.count = c.count;
    renamed.setIndexes(c.indexes);
    renamed.dirty = true;
    this.#collections.delete(c.ns);
    this.#tables.catalog.removeSync(catalogKey(c));
    this.#collections.set(renamed.ns, renamed);
    this.version++;
  }

  /**
   * Adds an index unless it is there already; true when it was made.
   * Failures in order: the same key with other options; the same name with another key; too many
   * indexes; DuplicateKey when documents violate a unique one.
   */
  addIndex(c: Collection, spec: IndexSpec): boolean {
    if (sameKey(spec.key, { _id: 1 })) return false;
    const twin = c.indexes.find((i) => sameIndex(i.spec, spec));
    if (twin) {
      if (twin.spec.name === spec.name) return false;
      throw new StoreError(
        'IndexOptionsConflict',
        `Index already exists with a different name: ${twin.spec.name}`,
      );
    }
    refuseConflict(c, spec);
    if (c.indexes.length + 1 >= limits.maxIndexes) {
      throw new StoreError('CannotCreateIndex', `add index fails, too many indexes for ${c.ns}`);
    }
    const index = new CollectionIndex(this.#takeId(), spec);
    c.fillIndex(index);
    c.setIndexes([...c.indexes, index]);
    c.dirty = true;
    this.version++;
    return true;
  }

  dropIndex(c: Collection, index: CollectionIndex): void {
    removeRange(this.#tables.entries, index.prefix, index.end);
    c.setIndexes(c.indexes.filter((i) => i !== index));
    c.dirty = true;
    this.version++;
  }

  /** Writes what changed; called at the end of every transaction. */
  writeDirty(): void {
    for (const c of this.#collections.values()) {
      if (!c.dirty) continue;
      c.dirty = false;
      this.#tables.catalog.putSync(
        catalogKey(c),
        encode({
          db: c.db,
          name: c.name,
          id: c.id,
          uuid: new Binary(c.uuid, 4),
          options: c.options,
          count: c.count,
          indexes: c.indexes.map((i) => ({ id: i.id, spec: i.spec, multikey: i.multikey })),
        }),
      );
    }
  }
}

function sound(row: Buffer | null, key: Buffer): Buffer {
  if (row !== null) return row;
  const name = key.toString().replace('\0', ' ');
  const what = `The row "${name}" of the catalog is corrupted. Restore a backup.`;
  throw new StoreError('DataCorruptionDetected', what);
}

function refuseConflict(c: Collection, spec: IndexSpec): void {
  const sameName = c.indexes.find((i) => i.spec.name === spec.name);
  if (sameName) {
    if (sameKey(sameName.spec.key, spec.key)) {
      throw new StoreError(
        'IndexKeySpecsConflict',
        'An existing index has the same name as the ' +
          `requested index but different options: ${spec.name}`,
      );
    }
    throw new StoreError(
      'IndexKeySpecsConflict',
      'An existing index has the same name as the ' + `requested index: ${spec.name}`,
    );
  }
  const sameFields = c.indexes.find(
    (i) =>
      sameKey(i.spec.key, spec.key) &&
      !sameOptions(i.spec, spec) &&
      !i.spec.partialFilterExpression &&
      !spec.partialFilterExpression,
  );
  if (sameFields) {
    throw new StoreError(
      'IndexOptionsConflict',
      'An equivalent index already exists with a different name or ' +
        `options: ${sameFields.spec.name}`,
    );
  }
}

function catalogKey(c: Collection): Buffer {
  return Buffer.from(`c\0${c.ns}`);
}

/** Fails with InvalidNamespace on names mongod refuses. */
export function checkNamespace(db: string, name: string): void {
  if (!/^[^/\\. "$\0]{1,63}$/u.test(db)) {
    throw new StoreError('InvalidNamespace', `Invalid database name: '${db}'`);
  }
  if (
    name === '' ||
    name.includes('\0') ||
    name.includes('$') ||
    name.startsWith('.') ||
    name.length > 255
  ) {
    throw new StoreError('InvalidNamespace', `Invalid collection name: ${db}.${name}`);
  }
}
