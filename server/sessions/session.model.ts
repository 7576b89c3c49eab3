import { type Connection, type Model, Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';

/** A signed-in browser. `_id` is the SHA-256 of the token, so a stolen database opens nothing. */
export interface SessionRecord {
  readonly _id: string;
  readonly personId: string;
  readonly createdAt: Date;
  /** Slides forward with use, at most once in five minutes. */
  readonly expiresAt: Date;
}

const schema = new Schema<SessionRecord>(
  {
    _id: { type: String, required: true },
    personId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { ...schemaOptions, collection: 'sessions' },
);
schema.index({ personId: 1 });
schema.index({ expiresAt: 1 });

/** Sessions of this connection. */
export function sessionModel(connection: Connection): Model<SessionRecord> {
  return modelOf(connection, 'Session', schema);
}

/** Failed sign-ins of one account; kept in the store so that a restart doesn't forgive them. */
export interface LoginFailureRecord {
  readonly _id: string;
  readonly count: number;
  readonly lastAt: Date;
  readonly lockedUntil: Date | null;
}

const failureSchema = new Schema<LoginFailureRecord>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    lastAt: { type: Date, required: true },
    lockedUntil: { type: Date, default: null },
  },
  { ...schemaOptions, collection: 'login_failures' },
);
failureSchema.index({ lastAt: 1 });

/** Failed sign-ins of this connection. */
export function loginFailureModel(connection: Connection): Model<LoginFailureRecord> {
  return modelOf(connection, 'LoginFailure', failureSchema);
}
