import type { Database } from 'lmdb';
import { LIMITS } from '../limits.ts';
import type { AnyRecord } from '../protocol/record.ts';
import type { Store } from '../state/store.ts';
import { decodeBatch, encodeBatch } from './log-batch.ts';

/** The durable log: one value per commit, keyed by its first position. */
export class Log {
  private readonly disk: Database<Buffer, number>;

  constructor(store: Store) {
    this.disk = store.binaryDatabase<number>('log');
  }

  /** Appends what a commit brought. Only within the commit's transaction. */
  append(records: readonly AnyRecord[]): void {
    this.disk.putSync(records[0]!.position, encodeBatch(records));
  }

  /** Up to `max` records from a position on, or none when there are none. */
  read(position: number, max: number = LIMITS.maxRecordsPerExport): AnyRecord[] {
    const found: AnyRecord[] = [];
    const start = this.firstOfBatchWith(position);
    if (start === undefined) return found;
    for (const { value } of this.disk.getRange({ start })) {
      for (const record of decodeBatch(value)) {
        if (record.position >= position) found.push(record);
        if (found.length >= max) return found;
      }
    }
    return found;
  }

  /** Every record that is kept, oldest first. */
  *all(): Generator<AnyRecord> {
    for (const { value } of this.disk.getRange({})) yield* decodeBatch(value);
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
