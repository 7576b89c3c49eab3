import { bsonType } from './types.ts';
import { typeOf } from './value.ts';
import { keyOf, placeOf } from '../storage/key.ts';

/** BSON's order over all types: negative, zero or positive. Numbers compare across their types. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const ta = typeof a;
  if (ta === typeof b) {
    if (ta === 'number') return compareNumbers(a as number, b as number);
    if (ta === 'boolean') return a ? 1 : -1;
    if (ta === 'string') return compareText(a as string, b as string);
    if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  }
  const places = placeOf(a) - placeOf(b);
  if (places !== 0) return places;
  return Buffer.compare(keyOf(a), keyOf(b));
}

function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  if (Number.isNaN(b)) return 1;
  return a - b || (a < b ? -1 : a > b ? 1 : 0);
}

/** Strings by their UTF-8 bytes. JavaScript orders UTF-16 units: that differs beyond U+D7FF. */
function compareText(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) return Buffer.compare(Buffer.from(a), Buffer.from(b));
    return x - y;
  }
  return a.length - b.length;
}

/** Equal as MongoDB compares: 1 equals 1.0, documents field by field in their order. */
export function equalValues(a: unknown, b: unknown): boolean {
  return compareValues(a, b) === 0;
}

/** Equal to the last bit and type, as an update decides whether it changed anything. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return !Object.is(a, -0) === !Object.is(b, -0);
  const type = typeOf(a);
  if (type !== typeOf(b) || type === bsonType.object || type === bsonType.array) return false;
  return equalValues(a, b);
}
