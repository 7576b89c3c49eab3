import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';
import type { Role } from '../sessions/schema.ts';

/** A post held in a unit. Candidate groups are made from it. */
export interface Position {
  readonly unitCode: string;
  /** Role in the unit: clerk, handler, head, leader, window, supervisor, expert, … */
  readonly role: string;
  /** As printed beside a name: 文书, 负责人, … */
  readonly title: string;
}

/** A person who may sign in. `_id` stands in candidate groups (`person:<id>`), never changes. */
export interface PersonRecord {
  readonly _id: string;
  readonly account: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly positions: readonly Position[];
  readonly active: boolean;
}

const schema = new Schema<PersonRecord>(
  {
    _id: { type: String, required: true },
    account: { type: String, required: true },
    name: { type: String, required: true },
    passwordHash: { type: String, required: true },
    roles: { type: [String], required: true },
    positions: {
      type: [{ _id: false, unitCode: String, role: String, title: String }],
      required: true,
    },
    active: { type: Boolean, required: true },
  },
  { ...schemaOptions, collection: 'people' },
);
schema.index({ account: 1 }, { unique: true });
schema.index({ 'positions.unitCode': 1, 'positions.role': 1 });

/** People of this connection. */
export function personModel(connection: Connection): Model<PersonRecord> {
  return modelOf(connection, 'Person', schema);
}
