import { calculateObjectSize, serialize } from 'bson';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Doc } from './decode.ts';

const options = { ignoreUndefined: false, checkKeys: false, serializeFunctions: false } as const;

/** The bytes of a document. Fails with BSONObjectTooLarge beyond 16 MB. */
export function encode(doc: Doc): Buffer {
  const bytes = serializeOrRefuse(doc);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length > limits.maxDocumentBytes) throw tooLarge(buffer.length);
  return buffer;
}

function serializeOrRefuse(doc: Doc): Uint8Array {
  try {
    return serialize(doc, options);
  } catch (error) {
    // The encoder's own buffer is 17 MB: what runs over it is larger than any document may be.
    if (error instanceof RangeError) throw tooLarge(calculateObjectSize(doc, options));
    throw error;
  }
}

/** The refusal of a document over 16 MB. */
export function tooLarge(size: number): StoreError {
  return new StoreError(
    'BSONObjectTooLarge',
    `BSONObj size: ${size} is invalid. Size must be between 0 and 16793600(16MB)`,
  );
}

/** One element (type, name, value) of an encoded document, to splice into others. */
export function encodeElement(name: string, value: unknown): Buffer {
  const whole = encode({ [name]: value });
  return whole.subarray(4, whole.length - 1);
}

/** A document out of ready-made elements. */
export function joinElements(elements: readonly Uint8Array[]): Buffer {
  let size = 5;
  for (const e of elements) size += e.length;
  const out = Buffer.allocUnsafe(size);
  out.writeInt32LE(size, 0);
  let at = 4;
  for (const e of elements) {
    out.set(e, at);
    at += e.length;
  }
  out[at] = 0;
  return out;
}

/** An array element out of ready-made documents: a batch is never decoded to be sent. */
export function documentArrayElement(name: string, docs: readonly Uint8Array[]): Buffer[] {
  const parts: Buffer[] = [];
  let size = 5;
  docs.forEach((doc, i) => {
    const head = Buffer.from(`\x03${i}\0`, 'latin1');
    parts.push(head, doc as Buffer);
    size += head.length + doc.length;
  });
  const head = Buffer.alloc(1 + Buffer.byteLength(name) + 1 + 4);
  head[0] = 0x04;
  head.write(name, 1);
  head.writeInt32LE(size, head.length - 4);
  return [head, ...parts, Buffer.from([0])];
}
