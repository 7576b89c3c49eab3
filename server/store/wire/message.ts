import { decodeValue, sizeAt, walk, type Doc } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { joinElements } from '../bson/encode.ts';
import { crc32c } from './crc32c.ts';

/**
 * Messages of MongoDB's wire protocol.
 * Source: https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/
 */
export const opCode = { reply: 1, query: 2004, compressed: 2012, msg: 2013 } as const;

/** Length of the header before every message. */
export const headerBytes = 16;

const flag = { checksum: 1, moreToCome: 2 } as const;
/** Flag bits 0–15 must be understood; these are. */
const knownRequiredFlags = flag.checksum | flag.moreToCome;

/** A command as it arrived. */
export interface Command {
  name: string;
  db: string;
  body: Doc;
  /** Raw documents of `documents`, `updates` and `deletes`, whichever way they were sent. */
  sequences: Map<string, Buffer[]>;
  requestId: number;
  /** The client wants no answer (w:0). */
  silent: boolean;
  /** Asked by the legacy OP_QUERY, to be answered by OP_REPLY. */
  legacy: boolean;
}

/** A frame that cannot be understood: the connection is closed with this reason in the log. */
export class ProtocolError extends Error {}

/** Arrays of a command body which are kept as bytes. */
const rawArrays = new Set(['documents', 'updates', 'deletes']);

/** Reads one whole message. Fails with ProtocolError, or StoreError InvalidBSON. */
export function readMessage(frame: Buffer): Command {
  const op = frame.readInt32LE(12);
  if (op === opCode.msg) return readMsg(frame);
  if (op === opCode.query) return readQuery(frame);
  throw new ProtocolError(`op code ${op} is not supported`);
}

function readMsg(frame: Buffer): Command {
  const flags = frame.readUInt32LE(headerBytes);
  if (flags & 0xffff & ~knownRequiredFlags) throw new ProtocolError(`unknown flags ${flags}`);
  let end = frame.length;
  if (flags & flag.checksum) {
    end -= 4;
    if (crc32c(frame.subarray(0, end)) !== frame.readUInt32LE(end)) {
      throw new ProtocolError('checksum does not match');
    }
  }
  let body: Buffer | null = null;
  const sequences = new Map<string, Buffer[]>();
  let at = headerBytes + 4;
  while (at < end) {
    const kind = frame[at++];
    const size = frame.readInt32LE(at);
    if (size < 5 || at + size > end) throw new ProtocolError('a section runs out of its message');
    if (kind === 0 && !body) body = frame.subarray(at, at + size);
    else if (kind === 1) readSequence(frame.subarray(at + 4, at + size), sequences);
    else throw new ProtocolError(`unexpected section of kind ${kind}`);
    at += size;
  }
  if (!body) throw new ProtocolError('a message without body');
  const command = readBody(body, sequences);
  return {
    ...command,
    requestId: frame.readInt32LE(4),
    silent: (flags & flag.moreToCome) !== 0,
    legacy: false,
  };
}

function readSequence(b: Buffer, into: Map<string, Buffer[]>): void {
  const stop = b.indexOf(0);
  if (stop < 0) throw new ProtocolError('a document sequence without name');
  const name = b.toString('utf8', 0, stop);
  if (into.has(name)) throw new ProtocolError(`document sequence ${name} twice`);
  const docs: Buffer[] = [];
  let at = stop + 1;
  while (at < b.length) {
    const size = sizeAt(b, bsonType.object, at);
    docs.push(b.subarray(at, at + size));
    at += size;
  }
  into.set(name, docs);
}

function readBody(
  body: Buffer,
  sequences: Map<string, Buffer[]>,
): { name: string; db: string; body: Doc; sequences: Map<string, Buffer[]> } {
  const doc: Doc = {};
  let name = '';
  walk(body, 0, (type, field, start, end) => {
    if (name === '') name = field;
    if (type === bsonType.array && rawArrays.has(field)) {
      sequences.set(field, rawDocuments(body.subarray(start, end)));
    } else if (field !== '__proto__') doc[field] = decodeValue(body, type, start, end);
  });
  return { name, db: String(doc['$db'] ?? 'admin'), body: doc, sequences };
}

function rawDocuments(array: Buffer): Buffer[] {
  const docs: Buffer[] = [];
  walk(array, 0, (type, _name, start, end) => {
    if (type !== bsonType.object) throw new ProtocolError('a batch holds what is no document');
    docs.push(array.subarray(start, end));
  });
  return docs;
}

/** The legacy query is only spoken for the first greeting, on `db.$cmd`. */
function readQuery(frame: Buffer): Command {
  const stop = frame.indexOf(0, headerBytes + 4);
  if (stop < 0) throw new ProtocolError('a query without collection');
  const ns = frame.toString('utf8', headerBytes + 4, stop);
  if (!ns.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY is only supported for commands');
  const at = stop + 1 + 8;
  const size = sizeAt(frame, bsonType.object, at);
  const command = readBody(frame.subarray(at, at + size), new Map());
  return {
    ...command,
    db: ns.slice(0, -'.$cmd'.length),
    requestId: frame.readInt32LE(4),
    silent: false,
    legacy: true,
  };
}

let lastId = 0;

/** An answer out of ready-made elements. */
export function writeReply(to: Command, elements: readonly Uint8Array[]): Buffer {
  const body = joinElements(elements);
  const head = Buffer.alloc(to.legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE((lastId = (lastId + 1) & 0x7fffffff), 4);
  head.writeInt32LE(to.requestId, 8);
  head.writeInt32LE(to.legacy ? opCode.reply : opCode.msg, 12);
  if (to.legacy) {
    // Flags AwaitCapable, no cursor, from 0, one document.
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, body]);
}
