import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';

/** An effect done for a job; `_id` is the job's key. */
export interface OnceRecord {
  _id: string;
  caseKey: string | null;
  at: number;
}

const schema = new Schema<OnceRecord>(
  { _id: String },
  { strict: false, ...schemaOptions, collection: 'once' },
);

/** Effects that must happen once per job. */
export function onceModel(connection: Connection): Model<OnceRecord> {
  return modelOf(connection, 'Once', schema);
}
