import { bsonType } from '../bson/types.ts';
import { binaryParts, isNumeric, longValue, toNumber, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';

/** The test of `$bitsAllSet` and its kin: a mask, positions, or binary. Fails with BadValue. */
export function bitsTest(op: string, operand: unknown): (v: unknown) => boolean {
  const mask = maskOf(operand);
  return (v) => {
    const n = bitsOf(v);
    if (n === null) return false;
    const set = n & mask;
    if (op === '$bitsAllSet') return set === mask;
    if (op === '$bitsAllClear') return set === 0n;
    return op === '$bitsAnySet' ? set !== 0n : set !== mask;
  };
}

function maskOf(operand: unknown): bigint {
  if (Array.isArray(operand)) {
    return operand.reduce((m: bigint, v) => m | (1n << BigInt(toNumber(v))), 0n);
  }
  const n = bitsOf(operand);
  if (n === null || n < 0n) {
    throw new StoreError('BadValue', 'bit mask must be a non-negative number, positions or binary');
  }
  return n;
}

function bitsOf(v: unknown): bigint | null {
  const type = typeOf(v);
  if (type === bsonType.long) return longValue(v);
  if (isNumeric(type)) return Number.isInteger(toNumber(v)) ? BigInt(toNumber(v)) : null;
  if (type !== bsonType.binary) return null;
  return [...binaryParts(v).bytes].reduceRight((n, b) => (n << 8n) | BigInt(b), 0n);
}
