import { sizeAt } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { names } from '../bson/names.ts';
import { validate } from '../bson/validate.ts';
import { comparePaths } from './update.ts';

/** Names of the fields that updates of one kind set: found out once, used for all that follow. */
interface Shape {
  readonly names: readonly string[];
  /** Whether it is `$set` (else `$setOnInsert`) that sets it. */
  readonly always: readonly boolean[];
  readonly at: ReadonlyMap<string, number>;
  /** Positions in the order in which MongoDB adds fields to a document. */
  readonly sorted: readonly number[];
}

let last: Shape | null = null;

/** Whole top-level fields to set, as ranges of the bytes received. */
export interface FieldsToSet {
  readonly bytes: Buffer;
  readonly shape: Shape;
  /** Where each element begins and ends, in turn. */
  readonly ranges: Int32Array;
}

const room = new Int32Array(2 * 512);

/**
 * The fields that an update sets when all it does is `$set` and `$setOnInsert` on whole top-level
 * fields; null for any other update. Fails with InvalidBSON.
 */
export function fieldsToSet(u: Buffer): FieldsToSet | null {
  const end = u.length - 1;
  const found: string[] = [];
  const always: boolean[] = [];
  let i = 4;
  while (i < end) {
    const type = u[i++];
    const operator = names.read(u, i);
    const start = names.stop + 1;
    if (type !== bsonType.object) return null;
    if (operator !== '$set' && operator !== '$setOnInsert') return null;
    i = start + sizeAt(u, type, start);
    if (i > end) return null;
    if (!collect(u, start + 4, i - 1, operator === '$set', found, always)) return null;
  }
  const shape = found.length > 0 ? shapeOf(found, always) : null;
  return shape && { bytes: u, shape, ranges: room.slice(0, 2 * found.length) };
}

function collect(
  u: Buffer,
  from: number,
  end: number,
  sets: boolean,
  found: string[],
  always: boolean[],
): boolean {
  let i = from;
  while (i < end) {
    const element = i;
    const type = u[i++] as number;
    const name = names.read(u, i);
    const start = names.stop + 1;
    i = start + sizeAt(u, type, start);
    if (i > end || 2 * found.length >= room.length) return false;
    if (type === bsonType.object || type === bsonType.array) validate(u, start);
    room[2 * found.length] = element;
    room[2 * found.length + 1] = i;
    found.push(name);
    always.push(sets);
  }
  return true;
}

function shapeOf(found: readonly string[], always: readonly boolean[]): Shape | null {
  if (last && isShape(last, found, always)) return last;
  const at = new Map(found.map((name, i) => [name, i]));
  const isPlain = (name: string): boolean =>
    name !== '' && name !== '_id' && !name.startsWith('$') && !name.includes('.');
  if (at.size < found.length || !found.every(isPlain)) return null;
  const sorted = [...found.keys()].sort((a, b) =>
    comparePaths(found[a] as string, found[b] as string),
  );
  last = { names: found, always, at, sorted };
  return last;
}

function isShape(shape: Shape, found: readonly string[], always: readonly boolean[]): boolean {
  if (shape.names.length !== found.length) return false;
  for (let i = 0; i < found.length; i++) {
    if (shape.names[i] !== found[i] || shape.always[i] !== always[i]) return false;
  }
  return true;
}

/** A changed document and the names of its fields that changed. */
export interface Changed {
  raw: Buffer;
  names: string[];
}

/** Sets the fields in a document that is there; null when it has all of them as they should be. */
export function setIn(stored: Buffer, { bytes, shape, ranges }: FieldsToSet): Changed | null {
  const changed: string[] = [];
  const parts: number[] = [];
  const met = new Uint8Array(shape.names.length);
  const end = stored.length - 1;
  let grows = 0;
  let i = 4;
  while (i < end) {
    const element = i;
    const type = stored[i++] as number;
    const name = names.read(stored, i);
    const start = names.stop + 1;
    i = start + sizeAt(stored, type, start);
    const k = shape.at.get(name);
    if (k === undefined || !shape.always[k]) continue;
    met[k] = 1;
    const from = ranges[2 * k] as number;
    const to = ranges[2 * k + 1] as number;
    if (isSame(stored, element, i, bytes, from, to)) continue;
    parts.push(element, i, k);
    changed.push(name);
    grows += to - from - (i - element);
  }
  const added = shape.sorted.filter((k) => shape.always[k] && met[k] === 0);
  for (const k of added) grows += sizeOf(ranges, k);
  if (changed.length === 0 && added.length === 0) return null;
  const raw = Buffer.allocUnsafe(stored.length + grows);
  raw.writeInt32LE(raw.length, 0);
  let at = 4;
  let from = 4;
  for (let p = 0; p < parts.length; p += 3) {
    at = copy(stored, from, parts[p] as number, raw, at);
    at = copyField(bytes, ranges, parts[p + 2] as number, raw, at);
    from = parts[p + 1] as number;
  }
  at = copy(stored, from, end, raw, at);
  for (const k of added) {
    at = copyField(bytes, ranges, k, raw, at);
    changed.push(shape.names[k] as string);
  }
  raw[at] = 0;
  return { raw, names: changed };
}

/** The document that an upsert makes: its `_id` element, then all fields in MongoDB's order. */
export function madeOf(id: Buffer, { bytes, shape, ranges }: FieldsToSet): Buffer {
  let size = 5 + id.length;
  for (let k = 0; k < shape.names.length; k++) size += sizeOf(ranges, k);
  const raw = Buffer.allocUnsafe(size);
  raw.writeInt32LE(size, 0);
  let at = copy(id, 0, id.length, raw, 4);
  for (const k of shape.sorted) at = copyField(bytes, ranges, k, raw, at);
  raw[at] = 0;
  return raw;
}

function sizeOf(ranges: Int32Array, k: number): number {
  return (ranges[2 * k + 1] as number) - (ranges[2 * k] as number);
}

function copyField(b: Buffer, ranges: Int32Array, k: number, to: Buffer, at: number): number {
  return copy(b, ranges[2 * k] as number, ranges[2 * k + 1] as number, to, at);
}

/** Few bytes are copied faster by a loop than by a call. */
function copy(from: Buffer, start: number, end: number, to: Buffer, at: number): number {
  if (end - start > 64) return at + from.copy(to, at, start, end);
  for (let i = start; i < end; i++) to[at++] = from[i] as number;
  return at;
}

function isSame(a: Buffer, from: number, to: number, b: Buffer, start: number, end: number) {
  if (to - from !== end - start) return false;
  if (to - from > 64) return a.compare(b, start, end, from, to) === 0;
  for (let i = 0; i < to - from; i++) if (a[from + i] !== b[start + i]) return false;
  return true;
}
