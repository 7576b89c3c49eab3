import mongoose, { type Connection, type Model, Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';

/** What is known about a stored file; its bytes are in GridFS under `fileId`. */
export interface DocumentRecord {
  readonly _id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly uploadedBy: string;
  readonly uploadedAt: Date;
  /** First 20,000 characters of a text document; null for other types. */
  readonly text: string | null;
  readonly fileId: mongoose.Types.ObjectId;
}

const schema = new Schema<DocumentRecord>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    type: { type: String, required: true },
    bytes: { type: Number, required: true },
    sha256: { type: String, required: true },
    uploadedBy: { type: String, required: true },
    uploadedAt: { type: Date, required: true },
    text: { type: String, default: null },
    fileId: { type: Schema.Types.ObjectId, required: true },
  },
  { ...schemaOptions, collection: 'documents' },
);
schema.index({ uploadedBy: 1, uploadedAt: -1 });

/** Stored files of this connection. */
export function documentModel(connection: Connection): Model<DocumentRecord> {
  return modelOf(connection, 'Document', schema);
}

/** Where the bytes are. Throws when the connection is not open yet. */
export function documentBucket(connection: Connection): mongoose.mongo.GridFSBucket {
  if (connection.db === undefined) throw new Error('the store is not connected yet');
  return new mongoose.mongo.GridFSBucket(connection.db, { bucketName: 'document_files' });
}
