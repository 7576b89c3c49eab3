import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { names } from './names.ts';
import { wantedOf, type Wanted } from './wanted.ts';

/** A document in memory. */
export type Doc = Record<string, unknown>;

const int32Max = 0x7fffffff;
const int32Min = -0x80000000;

/** Refuses bytes that are not BSON. */
export function invalidBson(what: string): StoreError {
  return new StoreError('InvalidBSON', `Invalid BSON: ${what}`);
}

/** Offset behind the zero byte that ends the name starting at `offset`. */
function nameEnd(b: Buffer, offset: number): number {
  let i = offset;
  while (b[i] !== 0) {
    if (i >= b.length) throw invalidBson('a name does not end');
    i++;
  }
  return i;
}

/** Text of a short range: names and most values are short ASCII, where a loop beats a call. */
export function textAt(b: Buffer, start: number, end: number): string {
  if (end - start > 16) return b.toString('utf8', start, end);
  let s = '';
  for (let i = start; i < end; i++) {
    const c = b[i] as number;
    if (c >= 128) return b.toString('utf8', start, end);
    s += String.fromCharCode(c);
  }
  return s;
}

/** Bytes that the value of `type` at `offset` occupies. Fails with InvalidBSON. */
export function sizeAt(b: Buffer, type: number, offset: number): number {
  switch (type) {
    case 0x01:
    case 0x09:
    case 0x11:
    case 0x12:
      return 8;
    case 0x02:
    case 0x0d:
    case 0x0e:
      return checkedLength(b, offset, 1) + 4;
    case 0x03:
    case 0x04:
      return checkedLength(b, offset, 5);
    case 0x05:
      return checkedLength(b, offset, 0) + 5;
    case 0x06:
    case 0x0a:
    case 0xff:
    case 0x7f:
      return 0;
    case 0x07:
      return 12;
    case 0x08:
      return 1;
    case 0x0b:
      return nameEnd(b, nameEnd(b, offset) + 1) + 1 - offset;
    case 0x0c:
      return checkedLength(b, offset, 1) + 16;
    case 0x0f:
      return checkedLength(b, offset, 14);
    case 0x10:
      return 4;
    case 0x13:
      return 16;
    default:
      throw invalidBson(`unknown element type 0x${type.toString(16)}`);
  }
}

function checkedLength(b: Buffer, offset: number, least: number): number {
  const n = b.readInt32LE(offset);
  if (n < least || offset + n > b.length) throw invalidBson('a length runs out of its document');
  return n;
}

/**
 * Walks the elements of the document at `offset`; `visit` returns true to stop.
 * It receives the type, the name and where the value starts and ends.
 */
export function walk(
  b: Buffer,
  offset: number,
  visit: (
    type: number,
    name: string,
    start: number,
    end: number,
    element: number,
  ) => boolean | void,
): void {
  const end = offset + checkedLength(b, offset, 5) - 1;
  let i = offset + 4;
  while (i < end) {
    const element = i;
    const type = b[i++] as number;
    const name = names.read(b, i);
    const start = names.stop + 1;
    const next = start + sizeAt(b, type, start);
    if (next > end) throw invalidBson('an element runs out of its document');
    if (visit(type, name, start, next, element) === true) return;
    i = next;
  }
  if (b[end] !== 0) throw invalidBson('a document does not end with a zero byte');
}

/**
 * The document at `offset`, without loss: int32 is a number, a double is a number unless it is a
 * whole number of int32's range (then `Double`, so that it is written as a double again), int64 is
 * `Long`, regular expressions are `BSONRegExp`. With `fields` only those top-level fields.
 */
export function decode(b: Buffer, offset = 0, fields?: ReadonlySet<string> | null, depth = 0): Doc {
  if (depth > limits.maxDepth) throw invalidBson('nested too deeply');
  const end = offset + checkedLength(b, offset, 5) - 1;
  if (b[end] !== 0) throw invalidBson('a document does not end with a zero byte');
  if (fields) return decodeSome(b, offset + 4, end, wantedOf(fields), depth);
  const doc: Doc = {};
  let i = offset + 4;
  while (i < end) {
    const type = b[i++] as number;
    const name = names.read(b, i);
    const start = names.stop + 1;
    i = start + sizeAt(b, type, start);
    if (i > end) throw invalidBson('an element runs out of its document');
    put(doc, name, decodeValue(b, type, start, i, depth));
  }
  return doc;
}

/** Stops behind the last field wanted; names of the others are looked at for their length only. */
function decodeSome(b: Buffer, from: number, end: number, wanted: Wanted, depth: number): Doc {
  const doc: Doc = {};
  let missing = wanted.size;
  let i = from;
  while (i < end && missing > 0) {
    const type = b[i++] as number;
    const nameAt = i;
    while (b[i] !== 0) if (++i > end) throw invalidBson('a name does not end');
    const name = wanted.nameAt(b, nameAt, i);
    const start = i + 1;
    i = start + sizeAt(b, type, start);
    if (i > end) throw invalidBson('an element runs out of its document');
    if (name === undefined) continue;
    missing--;
    put(doc, name, decodeValue(b, type, start, i, depth));
  }
  return doc;
}

function put(doc: Doc, name: string, value: unknown): void {
  if (name !== '__proto__') doc[name] = value;
  else
    Object.defineProperty(doc, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}

function decodeArray(b: Buffer, offset: number, depth: number): unknown[] {
  if (depth > limits.maxDepth) throw invalidBson('nested too deeply');
  const end = offset + checkedLength(b, offset, 5) - 1;
  const list: unknown[] = [];
  let i = offset + 4;
  while (i < end) {
    const type = b[i++] as number;
    const start = nameEnd(b, i) + 1;
    i = start + sizeAt(b, type, start);
    if (i > end) throw invalidBson('an element runs out of its array');
    list.push(decodeValue(b, type, start, i, depth));
  }
  return list;
}

/** The value of `type` between `start` and `end`, as `decode` represents it. */
export function decodeValue(
  b: Buffer,
  type: number,
  start: number,
  end: number,
  depth = 0,
): unknown {
  switch (type) {
    case 0x01:
      return decodeDouble(b.readDoubleLE(start));
    case 0x02:
      return textAt(b, start + 4, end - 1);
    case 0x03:
      return decode(b, start, null, depth + 1);
    case 0x04:
      return decodeArray(b, start, depth + 1);
    case 0x05:
      return decodeBinary(b, start, end);
    case 0x06:
      return undefined;
    case 0x07:
      return new ObjectId(Uint8Array.prototype.slice.call(b, start, end));
    case 0x08:
      return b[start] === 1;
    case 0x09:
      return new Date(Number(b.readBigInt64LE(start)));
    case 0x0a:
      return null;
    case 0x0b:
      return decodeRegex(b, start, end);
    case 0x0c:
      return new DBRef(
        textAt(b, start + 4, end - 13),
        new ObjectId(Uint8Array.prototype.slice.call(b, end - 12, end)),
      );
    case 0x0d:
      return new Code(textAt(b, start + 4, end - 1));
    case 0x0e:
      return new BSONSymbol(textAt(b, start + 4, end - 1));
    case 0x0f:
      return decodeScope(b, start, depth);
    case 0x10:
      return b.readInt32LE(start);
    case 0x11:
      return new Timestamp({ t: b.readUInt32LE(start + 4), i: b.readUInt32LE(start) });
    case 0x12:
      return new Long(b.readInt32LE(start), b.readInt32LE(start + 4));
    case 0x13:
      return new Decimal128(Uint8Array.prototype.slice.call(b, start, end));
    case 0xff:
      return new MinKey();
    case 0x7f:
      return new MaxKey();
    default:
      throw invalidBson(`unknown element type 0x${type.toString(16)}`);
  }
}

function decodeDouble(n: number): unknown {
  if (!Number.isInteger(n) || n > int32Max || n < int32Min) return n;
  return new Double(n);
}

function decodeBinary(b: Buffer, start: number, end: number): Binary {
  const subtype = b[start + 4] as number;
  // Subtype 2 (old binary) repeats its length inside.
  const from = subtype === 2 ? start + 9 : start + 5;
  return new Binary(Uint8Array.prototype.slice.call(b, from, end), subtype);
}

function decodeRegex(b: Buffer, start: number, end: number): BSONRegExp {
  const middle = nameEnd(b, start);
  return new BSONRegExp(textAt(b, start, middle), textAt(b, middle + 1, end - 1));
}

function decodeScope(b: Buffer, start: number, depth: number): Code {
  const size = checkedLength(b, start + 4, 1);
  const code = textAt(b, start + 8, start + 8 + size - 1);
  return new Code(code, decode(b, start + 8 + size, null, depth + 1));
}
