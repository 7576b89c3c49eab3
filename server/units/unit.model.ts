import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';
import type { Unit } from './schema.ts';

/** A unit as stored: `_id` is its code; `groups` are the ids of the groups it belongs to. */
export interface UnitRecord extends Omit<Unit, 'code'> {
  readonly _id: string;
  readonly groups: readonly string[];
  /** Place among its siblings and in lists. */
  readonly order: number;
}

const schema = new Schema<UnitRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    level: { type: String, required: true },
    kind: { type: String, required: true },
    parentCode: { type: String, default: null },
    path: { type: String, required: true },
    receives: { type: Boolean, required: true },
    groups: { type: [String], required: true },
    order: { type: Number, required: true },
  },
  { ...schemaOptions, collection: 'units' },
);
schema.index({ order: 1 });

/** Units of this connection. */
export function unitModel(connection: Connection): Model<UnitRecord> {
  return modelOf(connection, 'Unit', schema);
}

/** A named group of units, as stored; members carry its id. */
export interface UnitGroupRecord {
  readonly _id: string;
  readonly name: string;
  readonly order: number;
}

const groupSchema = new Schema<UnitGroupRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    order: { type: Number, required: true },
  },
  { ...schemaOptions, collection: 'unit_groups' },
);

/** Groups of units of this connection. */
export function unitGroupModel(connection: Connection): Model<UnitGroupRecord> {
  return modelOf(connection, 'UnitGroup', groupSchema);
}
