import { bsonType } from './types.ts';
import { longValue, regexParts, typeOf } from './value.ts';

/**
 * A value as plain JavaScript, for mingo: Double, Int32 and safe Long become numbers, regular
 * expressions become RegExp. What JavaScript has no plain form for stays as it is.
 */
export function promote(v: unknown): unknown {
  if (typeof v !== 'object' || v === null) return v;
  if (Array.isArray(v)) return v.map(promote);
  switch (typeOf(v)) {
    case bsonType.object:
      return promoteFields(v as Record<string, unknown>);
    case bsonType.double:
    case bsonType.int:
      return (v as unknown as { value: number }).value;
    case bsonType.long:
      return promoteLong(v);
    case bsonType.regex:
      return promoteRegex(v);
    default:
      return v;
  }
}

function promoteFields(doc: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const k in doc) if (k !== '__proto__') out[k] = promote(doc[k]);
  return out;
}

function promoteLong(v: unknown): unknown {
  const n = Number(longValue(v));
  return Number.isSafeInteger(n) ? n : v;
}

function promoteRegex(v: unknown): unknown {
  const { pattern, options } = regexParts(v);
  return new RegExp(pattern, [...options].filter((o) => 'imsu'.includes(o)).join(''));
}
