import type { Connection } from 'mongoose';
import { readAfter, type ReadSegment } from '../archive-reader.ts';
import { checkpointModel, type CheckpointRecord } from '../checkpoint.ts';
import { parseRecord } from '../parse-record.ts';
import { ALL_PROJECTIONS, ProjectionFault, skipKey, type Projector } from '../projector.ts';
import { isRead } from '../projections.ts';
import type { ExportedRecord } from '../record.ts';
import { isRecordsFault } from '../store-fault.ts';

/** A record that a projection could not digest, again. */
export interface ReplayFault {
  readonly record: ExportedRecord;
  readonly projection: string;
  readonly error: unknown;
}

/** What a replay works on. */
export interface ReplayOptions {
  /** The store with the archive. */
  readonly source: Connection;
  /** An empty store for what comes of it. */
  readonly shadow: Connection;
  readonly projector: Projector;
  /** Called after each part, with records so far. Throws to cancel. */
  readonly onProgress: (records: number) => void;
}

/** Records applied in one go, as many as a large batch has. */
const PART = 4_000;
/** With one record at fault others may be: the part goes on in parts of so many records. */
const CAREFUL_PART = 64;

/** Puts the archive through the projections into an empty store, as often as there is more. */
export class Replay {
  /** Replayed up to here, by partition. */
  readonly positions = new Map<number, number>();
  readonly faults: ReplayFault[] = [];
  private readonly skip = new Set<string>();
  private readonly options: ReplayOptions;
  private records = 0;

  constructor(options: ReplayOptions) {
    this.options = options;
  }

  /**
   * Replays what is in the archive now, the partitions side by side by time. Throws `ArchiveGap`.
   */
  async catchUp(): Promise<void> {
    const next = new Map<number, ReadSegment>();
    for (const { partitionId } of await checkpointsOf(this.options.source)) {
      if (!this.positions.has(partitionId)) this.positions.set(partitionId, 0);
    }
    for (;;) {
      for (const [partitionId, position] of this.positions) {
        if (next.has(partitionId)) continue;
        const read = await readAfter(this.options.source, partitionId, position);
        if (read) next.set(partitionId, read);
      }
      const [first] = [...next].sort(([, one], [, other]) => one.until - other.until);
      if (!first) return;
      const [partitionId, segment] = first;
      next.delete(partitionId);
      // read and unpacked by other threads meanwhile
      const ahead = readAfter(this.options.source, partitionId, segment.last);
      ahead.catch(() => undefined);
      await this.applySegment(partitionId, segment);
      const read = await ahead;
      if (read) next.set(partitionId, read);
    }
  }

  private async applySegment(partitionId: number, { lines, last }: ReadSegment): Promise<void> {
    const { onProgress } = this.options;
    let seen = this.positions.get(partitionId) ?? 0;
    const records = lines.map(parseRecord).filter((record) => {
      if (record.position <= seen) return false;
      seen = record.position;
      return isRead(record);
    });
    for (let from = 0; from < records.length; from += PART) {
      const part = records.slice(from, from + PART);
      await this.apply(part);
      this.records += part.length;
      onProgress(this.records);
    }
    this.positions.set(partitionId, last);
  }

  /** As the ingest does: a record at fault is left out and noted, the rest goes on. */
  private async apply(records: readonly ExportedRecord[]): Promise<void> {
    const { projector, shadow } = this.options;
    for (;;) {
      try {
        await projector.apply(records, this.skip);
        return await projector.flush();
      } catch (error) {
        projector.forget();
        if (!isRecordsFault(error, shadow)) throw error;
        const half = records.length >> 1;
        if (!(error instanceof ProjectionFault) && half > 0) {
          await this.apply(records.slice(0, half));
          return await this.apply(records.slice(half));
        }
        this.leaveOut(error, records);
        if (records.length <= CAREFUL_PART) continue;
        for (let from = 0; from < records.length; from += CAREFUL_PART) {
          await this.apply(records.slice(from, from + CAREFUL_PART));
        }
        return;
      }
    }
  }

  private leaveOut(error: unknown, records: readonly ExportedRecord[]): void {
    const isOne = error instanceof ProjectionFault;
    const record = isOne ? error.record : records[0];
    const projection = isOne ? error.projection : ALL_PROJECTIONS;
    if (!record) throw error;
    this.skip.add(skipKey(record, projection));
    this.faults.push({ record, projection, error });
  }
}

/** How far each partition is in the read models. */
export function checkpointsOf(connection: Connection): Promise<CheckpointRecord[]> {
  return checkpointModel(connection).find().sort({ _id: 1 }).lean<CheckpointRecord[]>().exec();
}
