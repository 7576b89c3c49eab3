import type { Collection, Connection, Model, Schema } from 'mongoose';

/**
 * The model of a name on one connection, made at the first call. Models are never made on
 * mongoose's global connection: two servers may live in one process (tests, benchmarks).
 */
export function modelOf<T>(connection: Connection, name: string, schema: Schema<T>): Model<T> {
  const existing: unknown = connection.models[name] ?? connection.model(name, schema);
  return existing as Model<T>;
}

/** Options of every schema: no version key, no hidden index or collection creation, no `id`. */
export const schemaOptions = {
  versionKey: false,
  autoIndex: false,
  autoCreate: false,
  id: false,
  minimize: false,
} as const;

/**
 * The collection behind a model, for what every request reads: plain documents as `lean` gives
 * them, without mongoose's casting and hooks. Ids and values of a filter must have their types.
 */
export function rawOf<T extends { _id: string }>(model: Model<T>): Collection<T> {
  return model.collection as unknown as Collection<T>;
}
