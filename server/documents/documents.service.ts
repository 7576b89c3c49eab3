import type { Readable } from 'node:stream';
import type { Connection } from 'mongoose';
import { Problem } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Viewer } from '../sessions/schema.ts';
import { documentBucket, documentModel, type DocumentRecord } from './document.model.ts';
import { type MayRead, mayReadDocument } from './policy.ts';
import { type Incoming, receive } from './receive.ts';
import type { StoredDocument } from './schema.ts';

/** Bytes from `start` to `end`, both included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What the service is made of. `holdsDocument` asks the cases; see `policy.ts`. */
export interface DocumentsOptions {
  readonly connection: Connection;
  readonly now: () => number;
  readonly limitBytes: number;
  readonly holdsDocument: MayRead;
}

/** Files that cases hold: bytes in GridFS, facts beside them. */
export class Documents {
  private readonly options: DocumentsOptions;

  constructor(options: DocumentsOptions) {
    this.options = options;
  }

  /** Takes a file in. Refusals: see `receive`. */
  async upload(viewer: Viewer, incoming: Incoming): Promise<StoredDocument> {
    const { connection, now, limitBytes } = this.options;
    const limitMb = Math.floor(limitBytes / 1_048_576);
    const owner = { personId: viewer.personId, at: new Date(now()), limitMb };
    const record = await receive(connection, incoming, owner);
    await documentModel(connection).create(record);
    return present(record);
  }

  /** Facts and preview. Refusal: `not_found`, for those who may not read it as well. */
  async get(viewer: Viewer, id: string): Promise<StoredDocument> {
    return present(await this.find(viewer, id));
  }

  /** The bytes, all or a range. Refusal: `not_found`. */
  async open(
    viewer: Viewer,
    id: string,
    range?: Range,
  ): Promise<{ document: StoredDocument; content: Readable }> {
    const record = await this.find(viewer, id);
    const bucket = documentBucket(this.options.connection);
    // GridFS counts the end as the first byte left out.
    const part = range === undefined ? {} : { start: range.start, end: range.end + 1 };
    const content = bucket.openDownloadStream(record.fileId, part);
    return { document: present(record), content };
  }

  private async find(viewer: Viewer, id: string): Promise<DocumentRecord> {
    const model = documentModel(this.options.connection);
    const record = await model.findById(id).lean<DocumentRecord>();
    if (record === null) throw new Problem('not_found');
    if (!(await mayReadDocument(viewer, record, this.options.holdsDocument))) {
      throw new Problem('not_found');
    }
    return record;
  }
}

/** The part that pages and the API share. */
export function documentServices(documents: Documents): Services['documents'] {
  return {
    get: (viewer, id) => documents.get(viewer, id),
    open: (viewer, id) => documents.open(viewer, id),
  };
}

function present(record: DocumentRecord): StoredDocument {
  const { _id: id, name, type, bytes, sha256, uploadedBy, uploadedAt, text } = record;
  const at = uploadedAt.toISOString();
  return { id, name, type, bytes, sha256, uploadedBy, uploadedAt: at, text };
}
