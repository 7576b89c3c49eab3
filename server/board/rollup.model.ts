import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';
import type { Projected } from '../stream/view.ts';

/**
 * Telemetry of one day. `_id`: partition, kind, subject and day, so that each document has one
 * partition's positions and a replay counts nothing twice.
 */
export interface RollupRecord extends Projected {
  kind: 'element' | 'business';
  /** `YYYY-MM-DD` in China. */
  date: string;
  business: string;
  definitionKey: string;
  element: string;
  started: number;
  completed: number;
  /** Completed after the due time. */
  overdue: number;
  /** Completed with a due time. */
  limited: number;
  sumMs: number;
  /** Completions by duration: bucket n holds durations below `bucketEndMs(n)`. */
  buckets: number[];
}

/** Buckets grow by half an octave from one second: 52 of them reach past a year. */
export const BUCKETS = 52;

/** Upper end of a bucket in milliseconds. */
export function bucketEndMs(bucket: number): number {
  return 1000 * 2 ** (bucket / 2);
}

/** The bucket of a duration in milliseconds. */
export function bucketOf(durationMs: number): number {
  if (durationMs < 1000) return 0;
  return Math.min(BUCKETS - 1, Math.floor(Math.log2(durationMs / 1000) * 2) + 1);
}

/** The duration below which a share (0…1) of the counted completions lie; null when none. */
export function quantileMs(buckets: readonly number[], share: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, count] of buckets.entries()) {
    if (count > 0 && seen + count >= share * total) {
      const low = bucket === 0 ? 0 : bucketEndMs(bucket - 1);
      return low + ((share * total - seen) / count) * (bucketEndMs(bucket) - low);
    }
    seen += count;
  }
  return bucketEndMs(BUCKETS - 1);
}

const schema = new Schema<RollupRecord>(
  { _id: String },
  { strict: false, ...schemaOptions, collection: 'rollups' },
);
schema.index({ kind: 1, date: 1 });
schema.index({ definitionKey: 1, kind: 1 });

/** Daily telemetry. Written by the telemetry projection only. */
export function rollupModel(connection: Connection): Model<RollupRecord> {
  return modelOf(connection, 'Rollup', schema);
}
