import { bsonType } from '../bson/types.ts';
import { isNumeric, toNumber, typeOf } from '../bson/value.ts';
import { after, emptyArrayKey, keyOf, place, placeOf } from '../storage/key.ts';
import type { Predicate } from './predicate.ts';
import { literalPrefix } from './regex.ts';

/** One end of an interval: a key (or the beginning of keys) which is in it or not. */
export interface End {
  key: Buffer;
  inclusive: boolean;
}

/** An interval of ascending keys of one field; a point holds one value only. */
export interface Interval {
  lo: End;
  hi: End;
  point: boolean;
}

/** What one predicate says about a field's keys. */
export interface Bound {
  intervals: Interval[];
  /** Whether a key within the intervals is enough for the predicate (without arrays). */
  exact: boolean;
}

const nan = keyOf(NaN);

/** The intervals within which a predicate can hold; null when it bounds nothing. */
export function boundOf(p: Predicate): Bound | null {
  switch (p.op) {
    case '$eq':
      return { intervals: pointsOf(p.operand), exact: !Array.isArray(p.operand) };
    case '$in':
      return inBound(p.operand as unknown[]);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return rangeBound(p.op, p.operand);
    case '$regex':
      return regexBound(p.operand as RegExp);
    default:
      return null;
  }
}

function point(key: Buffer): Interval {
  return { lo: { key, inclusive: true }, hi: { key, inclusive: true }, point: true };
}

/** A whole array may be the value or one of its elements: its first element leads to both. */
function pointsOf(v: unknown): Interval[] {
  if (!Array.isArray(v)) return [point(keyOf(v))];
  const first = v.length === 0 ? emptyArrayKey : v[0];
  return union([point(keyOf(first)), point(keyOf(v))]);
}

function inBound(values: unknown[]): Bound | null {
  if (values.some((v) => typeOf(v) === bsonType.regex)) return null;
  return {
    intervals: union(values.flatMap(pointsOf)),
    exact: !values.some((v) => Array.isArray(v)),
  };
}

function rangeBound(op: string, operand: unknown): Bound | null {
  const type = typeOf(operand);
  if (type === bsonType.minKey || type === bsonType.maxKey || type === bsonType.array) return null;
  if (operand === null || operand === undefined) return null;
  if (isNumeric(type) && Number.isNaN(toNumber(operand))) return null;
  const p = placeOf(operand);
  const bracket: End = { key: Buffer.from([p]), inclusive: true };
  const end: End = { key: keyOf(operand), inclusive: op === '$gte' || op === '$lte' };
  if (op === '$gt' || op === '$gte') {
    return { intervals: [{ lo: end, hi: bracket, point: false }], exact: true };
  }
  const lo = p === place.number ? { key: nan, inclusive: false } : bracket;
  return { intervals: [{ lo, hi: end, point: false }], exact: true };
}

function regexBound(re: RegExp): Bound | null {
  const prefix = literalPrefix(re);
  if (prefix === null) return null;
  const key = keyOf(prefix);
  const start: End = { key: key.subarray(0, key.length - 1), inclusive: true };
  const patterns: End = { key: Buffer.from([place.regex]), inclusive: true };
  return {
    intervals: [
      { lo: start, hi: start, point: false },
      { lo: patterns, hi: patterns, point: false },
    ],
    exact: false,
  };
}

/** First key at or behind an end that opens an interval. */
function startOf(e: End): Buffer {
  return e.inclusive ? e.key : (after(e.key) as Buffer);
}

/** First key behind an end that closes an interval. */
function stopOf(e: End): Buffer {
  return e.inclusive ? (after(e.key) as Buffer) : e.key;
}

/** Sorted and without repetition. */
function union(points: Interval[]): Interval[] {
  const sorted = points.sort((a, b) => Buffer.compare(a.lo.key, b.lo.key));
  return sorted.filter((p, i) => i === 0 || !p.lo.key.equals((sorted[i - 1] as Interval).lo.key));
}

/** What lies in both lists; sorted and disjoint if they are. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const out: Interval[] = [];
  for (const x of a) {
    for (const y of b) {
      const lo = Buffer.compare(startOf(x.lo), startOf(y.lo)) >= 0 ? x.lo : y.lo;
      const hi = Buffer.compare(stopOf(x.hi), stopOf(y.hi)) <= 0 ? x.hi : y.hi;
      if (Buffer.compare(startOf(lo), stopOf(hi)) < 0) {
        out.push({ lo, hi, point: x.point || y.point });
      }
    }
  }
  return out;
}

/** The same interval over descending keys. */
export function descending(i: Interval): Interval {
  return { lo: inverted(i.hi), hi: inverted(i.lo), point: i.point };
}

function inverted(e: End): End {
  return { key: Buffer.from(e.key.map((c) => ~c & 0xff)), inclusive: e.inclusive };
}

/** The keys of an interval behind a prefix, as a half-open range. */
export function rangeBehind(prefix: Buffer, i: Interval): { lo: Buffer; hi: Buffer } {
  const join = (e: End): End => ({ ...e, key: Buffer.concat([prefix, e.key]) });
  return { lo: startOf(join(i.lo)), hi: stopOf(join(i.hi)) };
}
