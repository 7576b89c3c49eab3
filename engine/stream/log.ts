import type { Database } from 'lmdb';
import { LIMITS } from '../limits.ts';
import type { AnyRecord } from '../protocol/record.ts';
import { sealed, unsealed } from '../state/checked-rows.ts';
import type { Store } from '../state/store.ts';
import { decodeBatch } from '../protocol/record-batch.ts';
import type { StoredBatch } from '../exporters/director.ts';

/** A commit's records. */
interface Batch {
  readonly first: number;
  readonly bytes: Uint8Array;
}

/**
 * The log: one value per commit, keyed by its first position. The newest commits are durable ahead
 * of the file and wait in memory for the next checkpoint; reading sees them.
 */
export class Log {
  private readonly disk: Database<Buffer, number>;
  private waiting: (Batch & { readonly last: number })[] = [];

  constructor(store: Store) {
    this.disk = store.binaryDatabase<number>('log');
  }

  /** Adds what a durable commit brought, in the bytes given. */
  add(first: number, last: number, bytes: Uint8Array): void {
    this.waiting.push({ first, last, bytes });
  }

  /**
   * Writes what waits, except what every reader has already. Only within a transaction, and one
   * that saves what they acknowledged.
   */
  flush(acknowledged: number): void {
    const isNeeded = this.endsBefore(acknowledged)
      ? ({ last }: { readonly last: number }): boolean => last > acknowledged
      : (): boolean => true;
    for (const batch of this.waiting) {
      if (isNeeded(batch)) this.disk.putSync(batch.first, sealed(batch.bytes));
    }
    this.waiting = [];
  }

  /** Takes the last batch of the file away so that none need follow it; false: there are more. */
  private endsBefore(acknowledged: number): boolean {
    const next = this.waiting[0];
    if (next === undefined || next.last > acknowledged) return false;
    const keys = [...this.disk.getKeys({ limit: 2 })];
    if (keys.length === 1) this.disk.removeSync(keys[0]!);
    return keys.length < 2;
  }

  /**
   * Whole commits from the one that holds a position on, until they have `min` records, or as many
   * bytes as may be exported at once, or the log ends at `lastPosition`.
   */
  readBatches(position: number, min: number, lastPosition: number): StoredBatch[] {
    const found: StoredBatch[] = [];
    let bytes = 0;
    let open: Batch | undefined;
    for (const batch of this.batchesFrom(position)) {
      if (open !== undefined && batch.first > position) {
        found.push({ ...open, last: batch.first - 1 });
        bytes += open.bytes.length;
        if (batch.first >= position + min || bytes >= LIMITS.maxBytesPerExport) return found;
      }
      open = batch;
    }
    if (open !== undefined && lastPosition >= position) {
      found.push({ ...open, last: lastPosition });
    }
    return found;
  }

  /** Up to `max` records from a position on, or none when there are none. */
  read(position: number, max: number = LIMITS.maxRecordsPerExport): AnyRecord[] {
    const found: AnyRecord[] = [];
    for (const { bytes } of this.batchesFrom(position)) {
      for (const record of decodeBatch(bytes)) {
        if (record.position >= position) found.push(record);
        if (found.length >= max) return found;
      }
    }
    return found;
  }

  /** Every record that is kept, oldest first. */
  *all(): Generator<AnyRecord> {
    for (const { bytes } of this.batchesFrom(0)) yield* decodeBatch(bytes);
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

  /** Batches from the one that holds a position on, or from the oldest. */
  private *batchesFrom(position: number): Generator<Batch> {
    const start = this.firstOfBatchWith(position);
    for (const { key, value } of start === undefined ? [] : this.disk.getRange({ start })) {
      yield { first: key, bytes: Buffer.from(opened(key, value)) };
    }
    for (const batch of this.waiting) if (batch.last >= position) yield batch;
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
