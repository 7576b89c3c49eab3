import { Long } from 'bson';
import { documentArrayElement, encodeElement, joinElements } from '../bson/encode.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Stream } from '../query/execute.ts';

/** Encoded documents one by one. */
export type RawStream = Stream<Buffer>;

interface Open {
  ns: string;
  stream: RawStream;
  ahead: Buffer | null;
  usedAt: number;
}

/** Open cursors: they hold no snapshot between batches, only where they are. */
export class CursorTable {
  readonly #open = new Map<string, Open>();
  readonly #now: () => number;
  #next = 1;

  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#open.size;
  }

  /** First batch of a stream; a cursor remains when there may be more. */
  first(ns: string, stream: RawStream, batchSize: number, single: boolean): Uint8Array[] {
    const open: Open = { ns, stream, ahead: null, usedAt: this.#now() };
    const { docs, more } = this.#fill(open, batchSize);
    const id = more && !single ? this.#register(open) : Long.ZERO;
    return [cursorElement('firstBatch', docs, id, ns), encodeElement('ok', 1)];
  }

  #register(open: Open): Long {
    this.expire();
    if (this.#open.size >= limits.maxCursors) {
      const oldest = this.#open.keys().next().value;
      if (oldest !== undefined) this.#open.delete(oldest);
    }
    // Random high bits: a stale id of an earlier run should not meet another's cursor.
    const id = new Long(this.#next++, 1 + Math.floor(Math.random() * 0x7ffffffe));
    this.#open.set(id.toString(), open);
    return id;
  }

  /** Next batch. Fails with CursorNotFound; with Unauthorized on another collection's. */
  more(id: Long, ns: string, batchSize: number): Uint8Array[] {
    const key = id.toString();
    const open = this.#open.get(key);
    if (!open) throw new StoreError('CursorNotFound', `cursor id ${key} not found`);
    if (open.ns !== ns) {
      throw new StoreError(
        'Unauthorized',
        `Requested getMore on namespace '${ns}', but cursor ` +
          `belongs to a different namespace ${open.ns}`,
      );
    }
    open.usedAt = this.#now();
    // Deleted while it runs: a query that fails takes its cursor with it.
    this.#open.delete(key);
    const { docs, more } = this.#fill(open, batchSize === 0 ? Infinity : batchSize);
    if (more) this.#open.set(key, open);
    return [cursorElement('nextBatch', docs, more ? id : Long.ZERO, ns), encodeElement('ok', 1)];
  }

  /**
   * Reads one batch. Whatever ends it, the snapshot is let go: a scan that is merely forgotten
   * keeps a reader of the database until it is collected, and readers run out.
   */
  #fill(open: Open, batchSize: number): { docs: Buffer[]; more: boolean } {
    try {
      return this.#read(open, batchSize);
    } finally {
      open.stream.pause();
    }
  }

  #read(open: Open, batchSize: number): { docs: Buffer[]; more: boolean } {
    const docs: Buffer[] = [];
    let bytes = 0;
    if (batchSize === 0) return { docs, more: true };
    for (;;) {
      const doc = open.ahead ?? open.stream.next();
      open.ahead = null;
      if (!doc) return { docs, more: false };
      if (
        docs.length > 0 &&
        (docs.length >= batchSize || bytes + doc.length > limits.maxBatchBytes)
      ) {
        open.ahead = doc;
        return { docs, more: true };
      }
      docs.push(doc);
      bytes += doc.length;
    }
  }

  kill(id: Long): boolean {
    const open = this.#open.get(id.toString());
    open?.stream.pause();
    return this.#open.delete(id.toString());
  }

  /** Forgets cursors nobody used for long. */
  expire(): void {
    const before = this.#now() - limits.cursorIdleTimeoutMs;
    for (const [id, open] of this.#open) {
      if (open.usedAt >= before) continue;
      open.stream.pause();
      this.#open.delete(id);
    }
  }

  /** Forgets the cursors of a collection that is dropped. */
  killAll(ns: string): void {
    for (const [id, open] of this.#open) if (open.ns === ns) this.#open.delete(id);
  }
}

function cursorElement(batch: string, docs: readonly Buffer[], id: Long, ns: string): Buffer {
  const body = joinElements([
    ...documentArrayElement(batch, docs),
    encodeElement('id', id),
    encodeElement('ns', ns),
  ]);
  return Buffer.concat([Buffer.from('\x03cursor\0', 'latin1'), body]);
}
