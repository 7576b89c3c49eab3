import type { Database } from 'lmdb';
import { LIMITS } from '../limits.ts';
import type { AnyRecord } from '../protocol/record.ts';
import { sealed, unsealed } from '../state/checked-rows.ts';
import type { Store } from '../state/store.ts';
import { decodeBatch } from '../protocol/record-batch.ts';
import type { StoredBatch } from '../exporters/director.ts';

/** The durable log: one value per commit, keyed by its first position. */
export class Log {
  private readonly disk: Database<Buffer, number>;

  constructor(store: Store) {
    this.disk = store.binaryDatabase<number>('log');
  }

  /** Appends what a commit brought, in the bytes given. Only within the commit's transaction. */
  append(firstPosition: number, batch: Buffer): void {
    this.disk.putSync(firstPosition, sealed(batch));
  }

  /**
   * Whole commits from the one that holds a position on, until they have `min` records, or as many
   * bytes as may be exported at once, or the log ends at `lastPosition`.
   */
  readBatches(position: number, min: number, lastPosition: number): StoredBatch[] {
    const found: StoredBatch[] = [];
    const start = this.firstOfBatchWith(position);
    if (start === undefined) return found;
    let bytes = 0;
    let open: { readonly first: number; readonly bytes: Buffer } | undefined;
    for (const { key, value } of this.disk.getRange({ start })) {
      if (open !== undefined && key > position) {
        found.push({ ...open, last: key - 1 });
        bytes += open.bytes.length;
        if (key >= position + min || bytes >= LIMITS.maxBytesPerExport) return found;
      }
      open = { first: key, bytes: Buffer.from(opened(key, value)) };
    }
    if (open !== undefined && lastPosition >= position) {
      found.push({ ...open, last: lastPosition });
    }
    return found;
  }

  /** Up to `max` records from a position on, or none when there are none. */
  read(position: number, max: number = LIMITS.maxRecordsPerExport): AnyRecord[] {
    const found: AnyRecord[] = [];
    const start = this.firstOfBatchWith(position);
    if (start === undefined) return found;
    for (const { key, value } of this.disk.getRange({ start })) {
      for (const record of decodeBatch(opened(key, value))) {
        if (record.position >= position) found.push(record);
        if (found.length >= max) return found;
      }
    }
    return found;
  }

  /** Every record that is kept, oldest first. */
  *all(): Generator<AnyRecord> {
    for (const { key, value } of this.disk.getRange({})) yield* decodeBatch(opened(key, value));
  }

  /**
   * Removes whole batches of which every record is at or before `position`. Only within a
   * transaction.
   * `limit` bounds the work of one commit.
   */
  compact(position: number, limit: number): void {
    let previous: number | undefined;
    let removed = 0;
    for (const key of this.disk.getKeys({ limit: limit + 1 })) {
      if (previous !== undefined) {
        if (key > position + 1) return;
        this.disk.removeSync(previous);
        if (++removed >= limit) return;
      }
      previous = key;
    }
  }

  private firstOfBatchWith(position: number): number | undefined {
    for (const key of this.disk.getKeys({ start: position, reverse: true, limit: 1 })) return key;
    for (const key of this.disk.getKeys({ limit: 1 })) return key;
    return undefined;
  }
}

/** The batch as it was written. It is named by its first position when it is another. */
function opened(position: number, stored: Uint8Array): Uint8Array {
  return unsealed(stored, `The log at position ${position}`);
}
