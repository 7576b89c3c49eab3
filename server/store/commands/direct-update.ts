import { decode, decodeValue, sizeAt } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { names } from '../bson/names.ts';
import { compileFilter } from '../query/filter.ts';
import type { Collection } from '../storage/collection.ts';
import { idKey } from '../storage/key.ts';
import { fieldsToSet, madeOf, setIn, type FieldsToSet } from '../update/fields.ts';
import type { Updated } from './update.ts';

/** What an update consists of, as ranges of its bytes. */
interface Direct {
  /** Type and range of the `_id` element asked for. */
  idType: number;
  idStart: number;
  idEnd: number;
  idElement: number;
  q: Buffer;
  /** Whether the filter asks for more than the `_id`. */
  guarded: boolean;
  set: FieldsToSet;
  upsert: boolean;
}

/** Types of `_id` that stand for themselves in a filter. */
const plainIds: ReadonlySet<number> = new Set([
  bsonType.string,
  bsonType.objectId,
  bsonType.int,
  bsonType.long,
  bsonType.double,
  bsonType.date,
  bsonType.bool,
]);

/**
 * Carries out an update of one document named by its `_id` that sets whole fields, with a guard or
 * without: nothing is planned, compiled or decoded but the guard and what indexes need. Projections
 * send almost nothing else. Null when it is any other update; it then has done nothing.
 */
export function directUpdate(c: Collection, raw: Buffer): Updated | null {
  const direct = read(raw);
  if (!direct) return null;
  const { q, set } = direct;
  const id = decodeValue(q, direct.idType, direct.idStart, direct.idEnd);
  const idk = idKey(id);
  const stored = c.get(idk);
  if (stored && (!direct.guarded || isMet(q, direct.idElement, stored))) {
    const changed = setIn(stored, set);
    if (changed) c.replace({ idk, raw: stored }, changed.raw, changed.names);
    return { matched: 1, modified: changed ? 1 : 0 };
  }
  if (!direct.upsert) return { matched: 0, modified: 0 };
  c.insert(madeOf(q.subarray(direct.idElement, direct.idEnd), set), stored === undefined);
  return { matched: 0, modified: 0, upserted: id };
}

function read(raw: Buffer): Direct | null {
  const direct: Partial<Direct> = { upsert: false, guarded: false };
  const end = raw.length - 1;
  let i = 4;
  while (i < end) {
    const type = raw[i++] as number;
    const name = names.read(raw, i);
    const start = names.stop + 1;
    i = start + sizeAt(raw, type, start);
    if (i > end) return null;
    if (name === 'q' && type === bsonType.object) {
      if (!readFilter(raw.subarray(start, i), direct)) return null;
    } else if (name === 'u' && type === bsonType.object) {
      const set = fieldsToSet(raw.subarray(start, i));
      if (!set) return null;
      direct.set = set;
    } else if (name === 'upsert' && type === bsonType.bool) direct.upsert = raw[start] === 1;
    else if (name !== 'multi' || type !== bsonType.bool || raw[start] !== 0) return null;
  }
  return direct.q && direct.set ? (direct as Direct) : null;
}

/** A filter of `_id` and comparisons: nothing that would be part of a document made from it. */
function readFilter(q: Buffer, into: Partial<Direct>): boolean {
  const end = q.length - 1;
  let found = false;
  let i = 4;
  while (i < end) {
    const element = i;
    const type = q[i++] as number;
    const name = names.read(q, i);
    const start = names.stop + 1;
    i = start + sizeAt(q, type, start);
    if (i > end) return false;
    if (name === '_id') {
      if (found || !plainIds.has(type)) return false;
      found = true;
      into.q = q;
      into.idType = type;
      into.idStart = start;
      into.idEnd = i;
      into.idElement = element;
    } else {
      if (type !== bsonType.object || name.startsWith('$') || !isComparison(q, start)) return false;
      into.guarded = true;
    }
  }
  return found;
}

const comparisons: ReadonlySet<string> = new Set(['$lt', '$lte', '$gt', '$gte']);

function isComparison(q: Buffer, at: number): boolean {
  if (q.readInt32LE(at) <= 5) return false;
  return comparisons.has(names.read(q, at + 5)) && isOnly(q, at);
}

/** Whether the document at an offset has one element only. */
function isOnly(q: Buffer, at: number): boolean {
  const start = names.stop + 1;
  return start + sizeAt(q, q[at + 4] as number, start) === at + q.readInt32LE(at) - 1;
}

/** Whether the guard holds; numbers are compared where they stand. */
function isMet(q: Buffer, idElement: number, stored: Buffer): boolean {
  const end = q.length - 1;
  let i = 4;
  while (i < end) {
    const element = i;
    const type = q[i++] as number;
    const name = names.read(q, i);
    const start = names.stop + 1;
    i = start + sizeAt(q, type, start);
    if (element === idElement) continue;
    const operator = names.read(q, start + 5);
    const wanted = numberAt(q, q[start + 4] as number, names.stop + 1);
    const have = Number.isNaN(wanted) ? wanted : fieldNumber(stored, name);
    if (Number.isNaN(have)) return isMetSlowly(q, stored);
    if (!compare(operator, have, wanted)) return false;
  }
  return true;
}

/** A number that a double holds exactly; NaN for anything else. */
function numberAt(b: Buffer, type: number, at: number): number {
  if (type === bsonType.int) return b.readInt32LE(at);
  if (type === bsonType.double) return b.readDoubleLE(at);
  if (type !== bsonType.long) return Number.NaN;
  const n = b.readInt32LE(at + 4) * 0x1_0000_0000 + b.readUInt32LE(at);
  return Number.isSafeInteger(n) ? n : Number.NaN;
}

function fieldNumber(stored: Buffer, wanted: string): number {
  const end = stored.length - 1;
  let i = 4;
  while (i < end) {
    const type = stored[i++] as number;
    const name = names.read(stored, i);
    const start = names.stop + 1;
    if (name === wanted) return numberAt(stored, type, start);
    i = start + sizeAt(stored, type, start);
  }
  return Number.NaN;
}

function compare(operator: string, have: number, wanted: number): boolean {
  if (operator === '$lt') return have < wanted;
  if (operator === '$lte') return have <= wanted;
  return operator === '$gt' ? have > wanted : have >= wanted;
}

function isMetSlowly(q: Buffer, stored: Buffer): boolean {
  const filter = compileFilter(decode(q));
  return filter.matches(decode(stored, 0, filter.fields));
}
