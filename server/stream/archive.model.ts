import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';

/**
 * Consecutive records of a partition, as they came. Each follows the one whose `last` is its
 * `after`, so that a gap shows; of overlapping ones the later says nothing new.
 */
export interface SegmentRecord {
  /** Partition and `after`, so that a batch that comes again replaces itself. */
  _id: string;
  partitionId: number;
  /** All records up to this position are in segments before. */
  after: number;
  /** Position of the last record of the batch, kept or not. */
  last: number;
  /** Records in it. */
  count: number;
  /** Epoch milliseconds of the last record. */
  until: number;
  /** Length of the text. */
  bytes: number;
  /** Made of several, and not to be merged again. */
  sealed: boolean;
  /** The records' JSON texts, a line each, compressed. */
  data: Buffer;
}

const schema = new Schema<SegmentRecord>(
  { _id: String },
  { strict: false, ...schemaOptions, collection: 'records' },
);

/** The archive of the record stream. Written by the ingest only. */
export function segmentModel(connection: Connection): Model<SegmentRecord> {
  return modelOf(connection, 'Segment', schema);
}

/** `_id` of what follows a position; ids of a partition sort by position. */
export function segmentId(partitionId: number, after: number): string {
  return `${partitionId}-${String(after).padStart(16, '0')}`;
}

/** All ids of a partition. */
export function idsOf(partitionId: number): { $gte: string; $lt: string } {
  return { $gte: `${partitionId}-`, $lt: `${partitionId}.` };
}
