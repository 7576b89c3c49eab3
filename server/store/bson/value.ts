import type { Binary, BSONRegExp, Code, DBRef, Decimal128, Double, Long, ObjectId } from 'bson';
import type { Timestamp } from 'bson';
import type { Doc } from './decode.ts';
import { bsonType } from './types.ts';

/** A value's BSON type as `decode` represents it; plain JavaScript values as the driver writes. */
export function typeOf(v: unknown): number {
  switch (typeof v) {
    case 'string':
      return bsonType.string;
    case 'number':
      return Number.isInteger(v) && v <= 0x7fffffff && v >= -0x80000000
        ? bsonType.int
        : bsonType.double;
    case 'boolean':
      return bsonType.bool;
    case 'undefined':
      return bsonType.undefined;
    case 'bigint':
      return bsonType.long;
    case 'object':
      return v === null ? bsonType.null : objectType(v);
    default:
      return bsonType.undefined;
  }
}

const wrapped: Readonly<Record<string, number>> = {
  Double: bsonType.double,
  Int32: bsonType.int,
  Long: bsonType.long,
  Decimal128: bsonType.decimal,
  ObjectId: bsonType.objectId,
  Binary: bsonType.binary,
  BSONRegExp: bsonType.regex,
  Timestamp: bsonType.timestamp,
  Code: bsonType.code,
  BSONSymbol: bsonType.symbol,
  MinKey: bsonType.minKey,
  MaxKey: bsonType.maxKey,
  DBRef: bsonType.dbPointer,
};

function objectType(v: object): number {
  if (Array.isArray(v)) return bsonType.array;
  if (v instanceof Date) return bsonType.date;
  if (v instanceof RegExp) return bsonType.regex;
  if (ArrayBuffer.isView(v)) return bsonType.binary;
  const name = (v as { _bsontype?: unknown })._bsontype;
  if (typeof name !== 'string') return bsonType.object;
  const type = wrapped[name] ?? bsonType.object;
  if (type === bsonType.code && (v as Code).scope) return bsonType.codeWithScope;
  return type;
}

/** Whether a value is an embedded document (not an array, not a BSON scalar). */
export function isDoc(v: unknown): v is Doc {
  return typeof v === 'object' && v !== null && objectType(v) === bsonType.object;
}

/** Whether a type is one of the four numbers. */
export function isNumeric(type: number): boolean {
  return type === 0x10 || type === 0x01 || type === 0x12 || type === 0x13;
}

/** The int64 as a bigint. */
export function longValue(v: unknown): bigint {
  if (typeof v === 'bigint') return v;
  const l = v as Long;
  return (BigInt(l.high) << 32n) | BigInt(l.low >>> 0);
}

/** A number of any type as a double; precision of Long and Decimal128 may be lost. */
export function toNumber(v: unknown): number {
  if (typeof v === 'number') return v;
  const type = typeOf(v);
  if (type === bsonType.long) return Number(longValue(v));
  if (type === bsonType.decimal) return Number((v as Decimal128).toString());
  return Number((v as Double).value);
}

/** The bytes of a Binary (or typed array) and its subtype. */
export function binaryParts(v: unknown): { bytes: Buffer; subtype: number } {
  if (ArrayBuffer.isView(v)) {
    return { bytes: Buffer.from(v.buffer, v.byteOffset, v.byteLength), subtype: 0 };
  }
  const b = v as Binary;
  return { bytes: Buffer.from(b.buffer).subarray(0, b.position), subtype: b.sub_type };
}

/** Pattern and options of a regular expression of either kind. */
export function regexParts(v: unknown): { pattern: string; options: string } {
  if (v instanceof RegExp) return { pattern: v.source, options: v.flags.replaceAll('g', '') };
  const r = v as BSONRegExp;
  return { pattern: r.pattern, options: r.options };
}

/** Text of a string or symbol. */
export function stringValue(v: unknown): string {
  return typeof v === 'string' ? v : String((v as { value: unknown }).value);
}

/** The 12 bytes of an ObjectId. */
export function objectIdBytes(v: unknown): Uint8Array {
  return (v as ObjectId).id;
}

/** Seconds and increment of a Timestamp. */
export function timestampParts(v: unknown): { t: number; i: number } {
  const t = v as Timestamp;
  return { t: t.getHighBitsUnsigned(), i: t.getLowBitsUnsigned() };
}

/** The referenced id of a DBPointer. */
export function pointerParts(v: unknown): { collection: string; oid: unknown } {
  const r = v as DBRef;
  return { collection: r.collection, oid: r.oid };
}

/** MongoDB's alias of a type, for `$type` and for messages. */
export function typeName(v: unknown): string {
  return typeNames[typeOf(v)] ?? 'object';
}

/** Aliases by type number. Source: https://www.mongodb.com/docs/manual/reference/bson-types/ */
export const typeNames: Readonly<Record<number, string>> = {
  [bsonType.double]: 'double',
  [bsonType.string]: 'string',
  [bsonType.object]: 'object',
  [bsonType.array]: 'array',
  [bsonType.binary]: 'binData',
  [bsonType.undefined]: 'undefined',
  [bsonType.objectId]: 'objectId',
  [bsonType.bool]: 'bool',
  [bsonType.date]: 'date',
  [bsonType.null]: 'null',
  [bsonType.regex]: 'regex',
  [bsonType.dbPointer]: 'dbPointer',
  [bsonType.code]: 'javascript',
  [bsonType.symbol]: 'symbol',
  [bsonType.codeWithScope]: 'javascriptWithScope',
  [bsonType.int]: 'int',
  [bsonType.timestamp]: 'timestamp',
  [bsonType.long]: 'long',
  [bsonType.decimal]: 'decimal',
  [bsonType.minKey]: 'minKey',
  [bsonType.maxKey]: 'maxKey',
};
