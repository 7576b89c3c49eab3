import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { ActRecord } from '../cases/case.model.ts';
import { modelOf, schemaOptions } from '../model.ts';

/**
 * Acts that are notices: what the process told people, and what people told each other (催办). They
 * are kept once, with the case (`acts`); here lies only who has read them.
 */
export const NOTICE_TYPES: readonly ActRecord['type'][] = ['notice', 'remind'];

/** Up to where one person has read. `_id` is the person's. */
export interface ReadingRecord {
  _id: string;
  /** All not newer than this is read. Epoch milliseconds. */
  readUntil: number;
  /** What was read one by one after that. */
  ids: string[];
}

const schema = new Schema<ReadingRecord>(
  { _id: String, readUntil: Number, ids: [String] },
  { ...schemaOptions, collection: 'noticeReadings' },
);

/** Who has read how far. */
export function readingModel(connection: Connection): Model<ReadingRecord> {
  return modelOf(connection, 'NoticeReading', schema);
}
