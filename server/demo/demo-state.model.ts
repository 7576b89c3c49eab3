import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';

/** What the demo has done to this store, so that it does it once. */
export interface DemoStateRecord {
  readonly _id: 'cases';
  readonly startedAt: Date;
}

const schema = new Schema<DemoStateRecord>(
  { _id: { type: String, required: true }, startedAt: { type: Date, required: true } },
  { ...schemaOptions, collection: 'demo_state' },
);

/** The demo's state in this store. */
export function demoStateModel(connection: Connection): Model<DemoStateRecord> {
  return modelOf(connection, 'DemoState', schema);
}
