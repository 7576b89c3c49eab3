import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { stepModel, type StepRecord } from '../cases/case.model.ts';
import { modelOf, schemaOptions } from '../model.ts';
import { skipKey } from './projector.ts';
import type { ExportedRecord } from './record.ts';

/** A record that a projection could not digest. `_id`: partition, position, projection. */
export interface UnprojectedRecord {
  _id: string;
  partitionId: number;
  position: number;
  /** Epoch milliseconds of the record. */
  timestamp: number;
  valueType: string;
  intent: string;
  /** The case whose read model lacks it; null when it belongs to none. */
  caseKey: string | null;
  /** The projection that threw; `all`: the store would not have what came of it. */
  projection: string;
  error: string;
  /** JSON text of the record, cut; the whole is in the archive. */
  record: string;
  firstAt: number;
  lastAt: number;
  times: number;
}

const MAX_RECORD_CHARS = 20_000;
const MAX_ERROR_CHARS = 2_000;

const schema = new Schema<UnprojectedRecord>(
  { _id: String },
  { strict: false, ...schemaOptions, collection: 'unprojected' },
);
schema.index({ caseKey: 1 });

/** Records put aside. Written by the ingest; cleared by a rebuild that can digest them. */
export function unprojectedModel(connection: Connection): Model<UnprojectedRecord> {
  return modelOf(connection, 'Unprojected', schema);
}

/** Puts a record aside, once however often it comes. */
export async function park(
  connection: Connection,
  found: { record: ExportedRecord; projection: string; error: unknown; at: number },
): Promise<void> {
  const { record, projection, error, at } = found;
  const { partitionId, position, timestamp, valueType, intent } = record;
  const text = error instanceof Error ? (causeOf(error).stack ?? error.message) : String(error);
  const facts = { partitionId, position, timestamp, valueType, intent, projection };
  const more = {
    caseKey: await caseOf(connection, record),
    error: text.slice(0, MAX_ERROR_CHARS),
    record: JSON.stringify(record).slice(0, MAX_RECORD_CHARS),
    lastAt: at,
  };
  await unprojectedModel(connection).collection.updateOne(
    { _id: skipKey(record, projection) } as never,
    { $set: { ...facts, ...more }, $setOnInsert: { firstAt: at }, $inc: { times: 1 } },
    { upsert: true },
  );
}

function causeOf(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}

async function caseOf(connection: Connection, record: ExportedRecord): Promise<string | null> {
  const key = record.value['processInstanceKey'];
  if (typeof key !== 'string') return null;
  const step = await stepModel(connection).findOne({ _id: key }).lean<StepRecord>();
  return step?.caseKey ?? key;
}
