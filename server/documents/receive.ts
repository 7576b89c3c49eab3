import { createHash, randomUUID } from 'node:crypto';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Connection } from 'mongoose';
import { Problem } from '../errors.ts';
import { documentBucket, type DocumentRecord } from './document.model.ts';
import { acceptedTypes, decodeText, SAMPLE_BYTES, typeOf } from './file-type.ts';

/** Characters of a text document that are kept for showing. */
const PREVIEW_CHARACTERS = 20_000;
const NAME_CHARACTERS = 200;

/** A file on its way in. `truncated` tells that the sender was cut off at the limit. */
export interface Incoming {
  readonly name: string;
  readonly content: Readable;
  readonly truncated: () => boolean;
}

/** Looks at a stream as it goes by: length, digest, beginning and end. */
class Witness extends Transform {
  readonly digest = createHash('sha256');
  head: Buffer = Buffer.alloc(0);
  tail: Buffer = Buffer.alloc(0);
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.digest.update(chunk);
    this.bytes += chunk.length;
    if (this.head.length < SAMPLE_BYTES) {
      this.head = Buffer.concat([this.head, chunk.subarray(0, SAMPLE_BYTES - this.head.length)]);
    }
    this.tail = Buffer.concat([this.tail, chunk]).subarray(-SAMPLE_BYTES);
    done(null, chunk);
  }
}

/**
 * Streams a file into the store; memory stays at the samples whatever the file's size. What is
 * refused is deleted again. Refusals in order: `upload_too_large`, `upload_empty`,
 * `upload_type_refused` (content unknown, then ending not of the content's type).
 */
export async function receive(
  connection: Connection,
  incoming: Incoming,
  owner: { personId: string; at: Date; limitMb: number },
): Promise<DocumentRecord> {
  const name = cleanName(incoming.name);
  const bucket = documentBucket(connection);
  const witness = new Witness();
  const upload = bucket.openUploadStream(name);
  try {
    await pipeline(incoming.content, witness, upload);
    const facts = examine(name, witness, incoming.truncated(), owner.limitMb);
    return {
      _id: randomUUID(),
      name,
      ...facts,
      uploadedBy: owner.personId,
      uploadedAt: owner.at,
      fileId: upload.id,
    };
  } catch (error) {
    // A stream that failed half-way has cleaned up after itself, then there is nothing to delete.
    await bucket.delete(upload.id).catch(() => undefined);
    throw error;
  }
}

function examine(
  name: string,
  witness: Witness,
  truncated: boolean,
  limitMb: number,
): Pick<DocumentRecord, 'type' | 'bytes' | 'sha256' | 'text'> {
  if (truncated) throw new Problem('upload_too_large', { values: { limitMb } });
  if (witness.bytes === 0) throw new Problem('upload_empty', { values: { name } });
  const type = typeOf(witness);
  if (type === null) throw new Problem('upload_type_refused', { values: { name } });
  const endings: readonly string[] = acceptedTypes[type];
  if (!endings.includes(name.slice(name.lastIndexOf('.') + 1).toLowerCase())) {
    throw new Problem('upload_type_refused', {
      detail: `文件“${name}”的内容与扩展名不符（内容应为 .${endings[0]}），请核对后重新上传。`,
    });
  }
  const text = type === 'text/plain' ? decodeText(witness.head) : null;
  return {
    type,
    bytes: witness.bytes,
    sha256: witness.digest.digest('hex'),
    text: text?.slice(0, PREVIEW_CHARACTERS) ?? null,
  };
}

/** The last part of a path, without characters that file systems and headers trip over. */
function cleanName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replaceAll(/[\u0000-\u001f\u007f<>:"|?*]/g, '').trim();
  if (clean === '') return '未命名';
  const dot = clean.lastIndexOf('.');
  const ending = dot > 0 ? clean.slice(dot) : '';
  return clean.slice(0, NAME_CHARACTERS - ending.length).endsWith(ending)
    ? clean.slice(0, NAME_CHARACTERS)
    : clean.slice(0, NAME_CHARACTERS - ending.length) + ending;
}
