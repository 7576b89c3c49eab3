import { createHash } from 'node:crypto';
import type { Doc } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { addExact, exactDecimal, exactDouble, type ExactDecimal } from '../bson/number.ts';
import {
  binaryParts,
  longValue,
  objectIdBytes,
  pointerParts,
  regexParts,
  stringValue,
  timestampParts,
  toNumber,
  typeOf,
} from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';

/**
 * Bytes of values whose unsigned order is BSON's order, self-delimiting, so that fields can be
 * joined and a descending field is the same bytes inverted. The first byte is the type's place.
 * Source: https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export const place = {
  minKey: 0x01,
  emptyArray: 0x08,
  null: 0x0a,
  number: 0x14,
  string: 0x1e,
  object: 0x28,
  array: 0x32,
  binary: 0x3c,
  objectId: 0x46,
  bool: 0x50,
  date: 0x5a,
  timestamp: 0x64,
  regex: 0x6e,
  pointer: 0x78,
  code: 0x82,
  codeWithScope: 0x8c,
  maxKey: 0xf0,
} as const;

const placeByType: Readonly<Record<number, number>> = {
  [bsonType.minKey]: place.minKey,
  [bsonType.undefined]: place.null,
  [bsonType.null]: place.null,
  [bsonType.int]: place.number,
  [bsonType.double]: place.number,
  [bsonType.long]: place.number,
  [bsonType.decimal]: place.number,
  [bsonType.string]: place.string,
  [bsonType.symbol]: place.string,
  [bsonType.object]: place.object,
  [bsonType.array]: place.array,
  [bsonType.binary]: place.binary,
  [bsonType.objectId]: place.objectId,
  [bsonType.bool]: place.bool,
  [bsonType.date]: place.date,
  [bsonType.timestamp]: place.timestamp,
  [bsonType.regex]: place.regex,
  [bsonType.dbPointer]: place.pointer,
  [bsonType.code]: place.code,
  [bsonType.codeWithScope]: place.codeWithScope,
  [bsonType.maxKey]: place.maxKey,
};

/** Where a value's type stands in BSON's order: equal for types that compare with each other. */
export function placeOf(v: unknown): number {
  return placeByType[typeOf(v)] ?? place.null;
}

/** The key of an empty array within an index: MongoDB puts it below null. */
export const emptyArrayKey: unique symbol = Symbol('empty array');

/** Writes keys into one growing buffer; `take` copies what was written since `begin`. */
export class KeyWriter {
  #b = Buffer.allocUnsafe(4096);
  #at = 0;

  begin(): void {
    this.#at = 0;
  }
  get length(): number {
    return this.#at;
  }

  take(): Buffer {
    const n = this.#at;
    const key = Buffer.allocUnsafe(n);
    if (n > 128) this.#b.copy(key, 0, 0, n);
    else for (let i = 0; i < n; i++) key[i] = this.#b[i] as number;
    return key;
  }

  #room(n: number): void {
    if (this.#at + n <= this.#b.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#b.length * 2, this.#at + n));
    this.#b.copy(grown, 0, 0, this.#at);
    this.#b = grown;
  }

  byte(n: number): void {
    this.#room(1);
    this.#b[this.#at++] = n;
  }

  uint32(n: number): void {
    this.#room(4);
    this.#at = this.#b.writeUInt32BE(n >>> 0, this.#at);
  }

  bytes(b: Uint8Array): void {
    this.#room(b.length);
    this.#b.set(b, this.#at);
    this.#at += b.length;
  }

  /** Inverts everything written from `from` on: the descending form. */
  invert(from: number): void {
    for (let i = from; i < this.#at; i++) this.#b[i] = ~(this.#b[i] as number) & 0xff;
  }

  /** One field of a key, descending if asked. */
  field(v: unknown, descending: boolean): void {
    const from = this.#at;
    this.value(v);
    if (descending) this.invert(from);
  }

  value(v: unknown): void {
    if (v === emptyArrayKey) return this.byte(place.emptyArray);
    const p = placeOf(v);
    this.byte(p);
    this.payload(p, v);
  }

  payload(p: number, v: unknown): void {
    switch (p) {
      case place.number:
        return this.#number(v);
      case place.string:
        return this.#text(stringValue(v));
      case place.object:
        return this.#document(v as Doc);
      case place.array:
        return this.#array(v as unknown[]);
      case place.binary:
        return this.#binary(v);
      case place.objectId:
        return this.bytes(objectIdBytes(v));
      case place.bool:
        return this.byte(v ? 1 : 0);
      case place.date:
        return this.#int64(BigInt(Math.trunc((v as Date).getTime() || 0)));
      case place.timestamp:
        return this.#timestamp(v);
      case place.regex:
        return this.#regex(v);
      case place.pointer:
        return this.#pointer(v);
      case place.code:
      case place.codeWithScope:
        return this.#code(v);
      default:
    }
  }

  #double(n: number): void {
    this.#room(9);
    const b = this.#b;
    const at = this.#at;
    if (Number.isNaN(n)) b.fill(0, at, at + 8);
    else {
      b.writeDoubleBE(n === 0 ? 0 : n, at);
      if ((b[at] as number) & 0x80)
        for (let i = at; i < at + 8; i++) b[i] = ~(b[i] as number) & 0xff;
      else b[at] = (b[at] as number) | 0x80;
    }
    this.#at += 8;
  }

  /** The nearest double, then how far the exact number lies above or below it. */
  #number(v: unknown): void {
    const type = typeOf(v);
    const n = toNumber(v);
    this.#double(n);
    if (type === bsonType.long && !Number.isSafeInteger(n)) {
      this.#rest({ coefficient: longValue(v) - BigInt(n), exponent: 0 });
    } else if (type === bsonType.decimal) this.#decimalRest(String(v), n);
    else this.byte(0x80);
  }

  #decimalRest(text: string, nearest: number): void {
    const exact = exactDecimal(text);
    if (!exact) return this.byte(0x80);
    if (Number.isFinite(nearest)) {
      const base = exactDouble(nearest);
      return this.#rest(addExact(exact, { ...base, coefficient: -base.coefficient }));
    }
    // Finite, but beyond every double: just inside the infinity, ordered by its own size.
    this.byte(nearest > 0 ? 0x7f : 0x81);
    const from = this.#at;
    this.#magnitude(exact);
    if (nearest < 0) this.invert(from);
  }

  #rest(x: ExactDecimal): void {
    if (x.coefficient === 0n) return this.byte(0x80);
    const negative = x.coefficient < 0n;
    this.byte(negative ? 0x7f : 0x81);
    const from = this.#at;
    this.#magnitude(x);
    if (negative) this.invert(from);
  }

  #magnitude(x: ExactDecimal): void {
    const digits = x.coefficient.toString().replace('-', '').slice(0, 6200);
    const exponent = x.exponent + digits.length + 0x8000;
    this.byte(exponent >> 8);
    this.byte(exponent & 0xff);
    for (const d of digits.replace(/0+$/, '').slice(0, 40)) this.byte(d.charCodeAt(0) - 0x2f);
    this.byte(0);
  }

  #int64(n: bigint): void {
    this.#room(8);
    this.#at = this.#b.writeBigUInt64BE(BigInt.asUintN(64, n) ^ (1n << 63n), this.#at);
  }

  #text(s: string): void {
    this.#room(s.length * 3 + 1);
    if (this.#shortText(s)) return;
    const from = this.#at;
    this.#at += this.#b.write(s, from);
    this.#escapeAndEnd(from);
  }

  /** Most texts in keys are short ASCII, where a loop beats calls. Answers whether it was one. */
  #shortText(s: string): boolean {
    if (s.length > 48) return false;
    const b = this.#b;
    let at = this.#at;
    for (let i = 0; i < s.length; i++) {
      const c = s.charCodeAt(i);
      if (c <= 1 || c >= 128) return false;
      b[at++] = c;
    }
    b[at++] = 0;
    this.#at = at;
    return true;
  }

  /** Ends with a zero byte; 0 and 1 inside become 01 01 and 01 02, so that none is the end. */
  #escapeAndEnd(from: number): void {
    const text = this.#b.subarray(from, this.#at);
    if (text.includes(0) || text.includes(1)) {
      const plain = Buffer.from(text);
      this.#at = from;
      for (const c of plain) {
        this.byte(c <= 1 ? 1 : c);
        if (c <= 1) this.byte(c + 1);
      }
    }
    this.byte(0);
  }

  #document(doc: Doc): void {
    for (const name in doc) {
      const v = doc[name];
      const p = placeOf(v);
      this.byte(p);
      this.#text(name);
      this.payload(p, v);
    }
    this.byte(0);
  }

  #array(list: readonly unknown[]): void {
    for (const v of list) this.value(v);
    this.byte(0);
  }

  #binary(v: unknown): void {
    const { bytes, subtype } = binaryParts(v);
    this.uint32(bytes.length);
    this.byte(subtype);
    this.bytes(bytes);
  }

  #timestamp(v: unknown): void {
    const { t, i } = timestampParts(v);
    this.uint32(t);
    this.uint32(i);
  }

  #regex(v: unknown): void {
    const { pattern, options } = regexParts(v);
    this.#text(pattern);
    this.#text(options);
  }

  #pointer(v: unknown): void {
    const { collection, oid } = pointerParts(v);
    this.#text(collection);
    this.value(oid);
  }

  #code(v: unknown): void {
    const { code, scope } = v as { code: unknown; scope?: Doc | null };
    this.#text(String(code));
    if (scope) this.#document(scope);
  }
}

const writer = new KeyWriter();

/** The key of one value. */
export function keyOf(v: unknown, descending = false): Buffer {
  writer.begin();
  writer.field(v, descending);
  return writer.take();
}

/** The key of an `_id`. Fails with KeyTooLong beyond `limits.maxIdBytes`. */
export function idKey(id: unknown): Buffer {
  const key = keyOf(id);
  if (key.length > limits.maxIdBytes) {
    throw new StoreError(
      'KeyTooLong',
      `_id is ${key.length} bytes long as a key; ` + `at most ${limits.maxIdBytes} are supported`,
    );
  }
  return key;
}

/**
 * A key that fits lmdb: a long one keeps its first bytes and a hash of the whole, so that equal
 * stays equal and different stays different, while order among such keys is only approximate.
 */
export function fitted(key: Buffer): Buffer {
  if (key.length <= limits.maxIndexKeyBytes) return key;
  const hash = createHash('sha256').update(key).digest();
  return Buffer.concat([key.subarray(0, limits.maxIndexKeyBytes), hash]);
}

/** The smallest key above every key that starts with `prefix`; null when there is none. */
export function after(prefix: Buffer): Buffer | null {
  for (let i = prefix.length - 1; i >= 0; i--) {
    const c = prefix[i] as number;
    if (c === 0xff) continue;
    const next = Buffer.from(prefix.subarray(0, i + 1));
    next[i] = c + 1;
    return next;
  }
  return null;
}
