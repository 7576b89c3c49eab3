import { Decimal128, Double, Long } from 'bson';
import { StoreError } from '../errors.ts';
import { bsonType } from './types.ts';
import { longValue, toNumber, typeOf } from './value.ts';

/** coefficient × 10^exponent, exactly. */
export interface ExactDecimal {
  coefficient: bigint;
  exponent: number;
}

/** A finite Decimal128 (or decimal text) exactly; null for NaN and infinities. */
export function exactDecimal(text: string): ExactDecimal | null {
  const m = /^(-?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/i.exec(text);
  if (!m) return null;
  const coefficient = BigInt((m[2] ?? '') + (m[3] ?? '') || '0');
  const exponent = Number(m[4] ?? 0) - (m[3] ?? '').length;
  return { coefficient: m[1] ? -coefficient : coefficient, exponent };
}

/** A finite double exactly. */
export function exactDouble(d: number): ExactDecimal {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, d);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  let mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  if (bits >> 63n) mantissa = -mantissa;
  const exponent = Math.max(biased, 1) - 1075;
  if (exponent >= 0) return { coefficient: mantissa << BigInt(exponent), exponent: 0 };
  return { coefficient: mantissa * 5n ** BigInt(-exponent), exponent };
}

/** a + b, exactly. */
export function addExact(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (x: ExactDecimal): bigint => x.coefficient * 10n ** BigInt(x.exponent - exponent);
  return { coefficient: scale(a) + scale(b), exponent };
}

/** Rounds to Decimal128's 34 digits, half to even. */
function toDecimal128(x: ExactDecimal): Decimal128 {
  let { coefficient, exponent } = x;
  const negative = coefficient < 0n;
  if (negative) coefficient = -coefficient;
  const excess = coefficient.toString().length - 34;
  if (excess > 0) {
    const unit = 10n ** BigInt(excess);
    const rest = coefficient % unit;
    coefficient /= unit;
    const twice = rest * 2n;
    if (twice > unit || (twice === unit && coefficient % 2n === 1n)) coefficient += 1n;
    exponent += excess;
  }
  return Decimal128.fromString(`${negative ? '-' : ''}${coefficient}E${exponent}`);
}

function decimalOf(v: unknown): { exact: ExactDecimal | null; text: string } {
  const type = typeOf(v);
  const text =
    type === bsonType.decimal || type === bsonType.long
      ? type === bsonType.long
        ? longValue(v).toString()
        : (v as Decimal128).toString()
      : String(toNumber(v));
  return { exact: exactDecimal(text), text };
}

function decimalResult(a: unknown, b: unknown, op: '+' | '*'): Decimal128 {
  const x = decimalOf(a);
  const y = decimalOf(b);
  if (!x.exact || !y.exact) {
    const n = op === '+' ? Number(x.text) + Number(y.text) : Number(x.text) * Number(y.text);
    return Decimal128.fromString(Number.isNaN(n) ? 'NaN' : n > 0 ? 'Infinity' : '-Infinity');
  }
  if (op === '+') return toDecimal128(addExact(x.exact, y.exact));
  return toDecimal128({
    coefficient: x.exact.coefficient * y.exact.coefficient,
    exponent: x.exact.exponent + y.exact.exponent,
  });
}

/**
 * `a + b` or `a * b` as `$inc` and `$mul` compute them: the wider of the two types, int32 growing
 * to int64 when it overflows. Fails with Overflow when an int64 does.
 * Source: mongo/src/mongo/util/safe_num.cpp
 */
export function arithmetic(a: unknown, b: unknown, op: '+' | '*'): unknown {
  const ta = typeOf(a);
  const tb = typeOf(b);
  if (ta === bsonType.decimal || tb === bsonType.decimal) return decimalResult(a, b, op);
  if (ta === bsonType.double || tb === bsonType.double) {
    const x = toNumber(a);
    const y = toNumber(b);
    return asDouble(op === '+' ? x + y : x * y);
  }
  const x = ta === bsonType.long ? longValue(a) : BigInt(toNumber(a));
  const y = tb === bsonType.long ? longValue(b) : BigInt(toNumber(b));
  const n = op === '+' ? x + y : x * y;
  if (ta === bsonType.int && tb === bsonType.int && n === BigInt.asIntN(32, n)) return Number(n);
  if (n !== BigInt.asIntN(64, n)) {
    throw new StoreError(
      'BadValue',
      `Failed to apply ${op === '+' ? '$inc' : '$mul'} operations ` +
        'to current value: the result does not fit 64 bits',
    );
  }
  return Long.fromBigInt(n);
}

/** A double which stays one when it is written, even if it is a whole number. */
export function asDouble(n: number): unknown {
  return Number.isInteger(n) ? new Double(n) : n;
}
