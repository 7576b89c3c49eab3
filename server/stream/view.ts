import type { Collection, Connection, Document as MongoDocument } from 'mongoose';
import { documentBytes } from './document-size.ts';

/** What every projected document carries: who wrote it last. */
export interface Projected {
  _id: string;
  partitionId: number;
  /** Position of the last record applied; an older record changes nothing. */
  position: number;
}

/** How a collection of projected documents is kept. */
export interface ViewOptions<T extends Projected> {
  readonly collection: string;
  /** Memory for documents between batches; those not changed for longest go first. Unit: bytes. */
  readonly cachedBytes: number;
  /** Fields that commands write to the same document; never read or written here. */
  readonly foreign?: readonly string[];
  /**
   * Fields written only when the document is made, because something else changes them later.
   */
  readonly onInsert?: readonly (keyof T & string)[];
}

/**
 * One collection of a read model, written by one projection only. Records change documents in
 * memory; `flush` writes what a batch changed by one bulk write. Writes are guarded by `position`,
 * so a batch that comes again, or a second writer that is behind, changes nothing.
 */
export class View<T extends Projected> {
  /** The documents in memory, those changed last at the end. */
  private readonly kept = new Map<string, T>();
  /** What each of them takes, as of its last flush. Unit: bytes. */
  private readonly sizes = new Map<string, number>();
  private keptBytes = 0;
  private readonly changed = new Set<T>();
  /** Position of the record that changed a document last in this process. */
  private readonly changedBy = new WeakMap<T, number>();
  private readonly options: ViewOptions<T>;
  private readonly collection: () => Collection<MongoDocument>;

  constructor(connection: Connection, options: ViewOptions<T>) {
    this.options = options;
    this.collection = () =>
      connection.collection(options.collection) as unknown as Collection<MongoDocument>;
  }

  /** The document, when it is in memory: made by this stream, or read by {@link load}. */
  get(id: string): T | undefined {
    return this.kept.get(id);
  }

  /** Reads documents that are not in memory; ids without a document stay unknown. */
  async load(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.kept.has(id));
    for (let from = 0; from < missing.length; from += 1000) {
      const part = missing.slice(from, from + 1000);
      const projection = Object.fromEntries((this.options.foreign ?? []).map((name) => [name, 0]));
      const filter = { _id: { $in: part } } as never;
      const found = await this.collection().find(filter, { projection }).toArray();
      for (const document of found as unknown as T[]) this.keep(document);
    }
  }

  /** Puts a new document in; an existing one stays as it is and is answered. */
  add(document: T): T {
    const known = this.kept.get(document._id);
    if (known) return known;
    this.kept.set(document._id, document);
    this.changed.add(document);
    this.changedBy.set(document, document.position);
    return document;
  }

  /**
   * Changes a document unless it has seen the record; answers whether it changed. One record may
   * change a document several times: what this process did for the same record does not count.
   */
  change(document: T, position: number, apply: (document: T) => void): boolean {
    if (position < document.position) return false;
    if (position === document.position && this.changedBy.get(document) !== position) return false;
    apply(document);
    document.position = position;
    this.changedBy.set(document, position);
    this.changed.add(document);
    return true;
  }

  /** The documents changed since the last flush. */
  pending(): Iterable<T> {
    return this.changed;
  }

  /** Writes all changes at once. Safe to repeat after a failure. */
  async flush(): Promise<void> {
    if (this.changed.size > 0) {
      const operations = [...this.changed].map((document) => this.write(document));
      await this.collection()
        .bulkWrite(operations as never, { ordered: false })
        .catch(ignoreDuplicates);
      for (const document of this.changed) this.keep(document);
      this.changed.clear();
    }
    this.trim();
  }

  /** Forgets everything in memory: another server may have written since. */
  forget(): void {
    this.kept.clear();
    this.sizes.clear();
    this.keptBytes = 0;
    this.changed.clear();
  }

  /** What the documents in memory take, about. Unit: bytes. */
  get memoryBytes(): number {
    return this.keptBytes;
  }

  /** Measures a document and makes it the one that goes last. */
  private keep(document: T): void {
    const { _id } = document;
    const bytes = documentBytes(document);
    this.keptBytes += bytes - (this.sizes.get(_id) ?? 0);
    this.sizes.set(_id, bytes);
    this.kept.delete(_id);
    this.kept.set(_id, document);
  }

  private write(document: T): object {
    const once = this.options.onInsert ?? [];
    const set: Record<string, unknown> = {};
    const setOnInsert: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(document)) {
      if (name === '_id' || value === undefined) continue;
      (once.includes(name as keyof T & string) ? setOnInsert : set)[name] = value;
    }
    const update = once.length > 0 ? { $set: set, $setOnInsert: setOnInsert } : { $set: set };
    const filter = { _id: document._id, position: { $lt: document.position } };
    return { updateOne: { filter, update, upsert: true } };
  }

  private trim(): void {
    for (const id of this.kept.keys()) {
      if (this.keptBytes <= this.options.cachedBytes) return;
      this.keptBytes -= this.sizes.get(id) ?? 0;
      this.sizes.delete(id);
      this.kept.delete(id);
    }
  }
}

/**
 * With the guard unmet an upsert tries to insert and meets the newer document: duplicate key, which
 * is the answer wanted. Any other error goes on.
 */
function ignoreDuplicates(error: unknown): void {
  const { writeErrors, code } = error as { writeErrors?: unknown; code?: number };
  const errors = (Array.isArray(writeErrors) ? writeErrors : writeErrors ? [writeErrors] : []) as {
    code?: number;
  }[];
  if (errors.length > 0 ? errors.every((one) => one.code === 11000) : code === 11000) return;
  throw error;
}
