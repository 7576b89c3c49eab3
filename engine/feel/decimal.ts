import { divideRounded } from './decimal-rounding.ts';
import type { RoundingMode } from './decimal-rounding.ts';
import { decimalText, DOUBLE_DIGITS, plainNumberText, readPlainNumber } from './decimal-text.ts';

/**
 * Decimal arithmetic for FEEL numbers as Java's `BigDecimal` does it: 34 significant digits,
 * half-even, the `DECIMAL128` context of feel-scala. A number keeps its scale: `1.50 * 2` is `3.00`.
 *
 * A FEEL number is a JS `number` when the shortest text of that double is the decimal itself, digit
 * for digit (`1`, `0.25`), and a `Decimal` otherwise (`1.0`, `1E+3`, more than 15 digits); so two
 * plain numbers compare with `===`.
 */
export class Decimal {
  /** Stands in a JSON text for a decimal in it, see `toJSON`. */
  static readonly JSON_MARK = '"\\u0000decimal ';
  readonly coefficient: bigint;
  /** Digits after the decimal point; below zero for powers of ten (`1E+3` has -3). */
  readonly scale: number;
  /** Significant digits that results keep: more than 34 only after a longer literal. */
  readonly precision: number;

  constructor(coefficient: bigint, scale: number, precision = PRECISION) {
    this.coefficient = coefficient;
    this.scale = scale;
    this.precision = precision;
  }

  toString(): string {
    return decimalText(this.coefficient, this.scale);
  }

  valueOf(): number {
    return Number(this.toString());
  }

  /** JSON's own numbers would lose digits: whoever writes decimals knows them by this. */
  toJSON(): string {
    return `\0decimal ${this.toString()}`;
  }
}

/** A FEEL number. */
export type FeelNumber = number | Decimal;

export const PRECISION = 34;

/** Java's limit of a decimal's scale. */
export const MAX_SCALE = 2 ** 31 - 1;

/** Beyond this difference of scales the smaller operand can only tip a rounding. */
const MAX_ALIGNED = 20_000;

/** A number's text, as `BigDecimal.toString`. */
export function numberText(x: FeelNumber): string {
  return typeof x === 'number' ? plainNumberText(x) : x.toString();
}

/** Widens a number to its exact decimal. NaN and infinities are a programmer's error. */
export function toDecimal(value: FeelNumber): Decimal {
  if (value instanceof Decimal) return value;
  if (Number.isSafeInteger(value)) return new Decimal(BigInt(value), 0);
  const { coefficient, scale } = readPlainNumber(value);
  return new Decimal(coefficient, scale);
}

/** A decimal as FEEL number, in plain form where that says the same; nothing is rounded. */
export function exact(coefficient: bigint, scale: number, precision = PRECISION): FeelNumber {
  if (precision > PRECISION) return new Decimal(coefficient, scale, precision);
  if (scale === 0) {
    return coefficient >= -MAX_SAFE && coefficient <= MAX_SAFE
      ? Number(coefficient)
      : new Decimal(coefficient, 0);
  }
  const isShort = coefficient > -MAX_SHORT && coefficient < MAX_SHORT;
  if (isShort && scale > 0 && scale <= EXACT_POWERS && coefficient % 10n !== 0n) {
    return Number(coefficient) / 10 ** scale;
  }
  return new Decimal(coefficient, scale);
}

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const MAX_SHORT = 10n ** BigInt(DOUBLE_DIGITS);
/** Powers of ten up to this one are exact doubles. */
const EXACT_POWERS = 22;

/** Rounds half-even to the precision. */
export function rounded(coefficient: bigint, scale: number, precision = PRECISION): FeelNumber {
  const drop = digitCount(coefficient) - precision;
  if (drop <= 0) return exact(coefficient, scale, precision);
  const shorter = divideRounded(coefficient, 10n ** BigInt(drop), 'HALF_EVEN');
  // 999.5 became 1000: one digit too many again.
  return rounded(shorter, scale - drop, precision);
}

export function add(x: FeelNumber, y: FeelNumber): FeelNumber {
  if (typeof x === 'number' && typeof y === 'number') {
    const sum = x + y;
    if (Number.isSafeInteger(sum) && Number.isInteger(x) && Number.isInteger(y)) return sum;
  }
  const a = toDecimal(x);
  const b = toDecimal(y);
  if (Math.abs(a.scale - b.scale) > MAX_ALIGNED) return larger(a, b);
  const scale = Math.max(a.scale, b.scale);
  return rounded(widened(a, scale) + widened(b, scale), scale, a.precision);
}

function larger(a: Decimal, b: Decimal): FeelNumber {
  const one = magnitude(a) >= magnitude(b) ? a : b;
  return rounded(one.coefficient, one.scale, a.precision);
}

export function subtract(x: FeelNumber, y: FeelNumber): FeelNumber {
  if (typeof y === 'number') return add(x, -y);
  return add(x, new Decimal(-y.coefficient, y.scale, y.precision));
}

export function multiply(x: FeelNumber, y: FeelNumber): FeelNumber {
  if (typeof x === 'number' && typeof y === 'number') {
    const product = x * y;
    if (Number.isSafeInteger(product) && Number.isInteger(x) && Number.isInteger(y)) {
      return product === 0 ? 0 : product;
    }
  }
  const a = toDecimal(x);
  const b = toDecimal(y);
  return rounded(a.coefficient * b.coefficient, a.scale + b.scale, a.precision);
}

/**
 * The quotient to the precision; an exact one has as few digits as the operands' scales ask for.
 * The divisor must not be zero.
 */
export function divide(x: FeelNumber, y: FeelNumber): FeelNumber {
  const a = toDecimal(x);
  const b = toDecimal(y);
  const preferred = a.scale - b.scale;
  if (a.coefficient === 0n) return exact(0n, preferred, a.precision);
  const shift = Math.max(
    0,
    a.precision + digitCount(b.coefficient) - digitCount(a.coefficient) + 1,
  );
  const dividend = a.coefficient * 10n ** BigInt(shift);
  const quotient = dividend / b.coefficient;
  if (quotient * b.coefficient !== dividend) {
    return roundedQuotient(dividend, b.coefficient, preferred + shift, a.precision);
  }
  return stripped(rounded(quotient, preferred + shift, a.precision), preferred);
}

/** Rounds once, from the exact quotient: rounding an already rounded one could go wrong. */
function roundedQuotient(
  dividend: bigint,
  divisor: bigint,
  scale: number,
  precision: number,
): FeelNumber {
  const drop = digitCount(dividend / divisor) - precision;
  const factor = 10n ** BigInt(Math.max(0, drop));
  const quotient = divideRounded(dividend, divisor * factor, 'HALF_EVEN');
  return rounded(quotient, scale - Math.max(0, drop), precision);
}

function stripped(x: FeelNumber, preferred: number): FeelNumber {
  const { coefficient, scale, precision } = toDecimal(x);
  let c = coefficient;
  let s = scale;
  while (s > preferred && c % 10n === 0n) {
    c /= 10n;
    s -= 1;
  }
  return exact(c, s, precision);
}

/**
 * The remainder with the sign of the dividend; null when the whole quotient has more digits than
 * the precision. The divisor must not be zero. Source: `BigDecimal.remainder` with a context
 */
export function remainder(x: FeelNumber, y: FeelNumber): FeelNumber | null {
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return Number(x) % Number(y) || 0;
  const a = toDecimal(x);
  const b = toDecimal(y);
  const common = Math.max(a.scale, b.scale);
  if (common - Math.min(a.scale, b.scale) > MAX_ALIGNED) return null;
  const quotient = widened(a, common) / widened(b, common);
  if (digitCount(quotient) > a.precision) return null;
  const preferred = a.scale - b.scale;
  const whole = quotient === 0n ? { scale: preferred } : strippedWhole(quotient, preferred);
  const scale = Math.max(a.scale, whole.scale + b.scale);
  return exact(
    (widened(a, common) % widened(b, common)) / 10n ** BigInt(common - scale),
    scale,
    a.precision,
  );
}

function strippedWhole(quotient: bigint, preferred: number): Decimal {
  return toDecimal(stripped(exact(quotient, 0), Math.min(0, preferred)));
}

export function negate(x: FeelNumber): FeelNumber {
  if (typeof x === 'number') return x === 0 ? 0 : -x;
  return rounded(-x.coefficient, x.scale, x.precision);
}

/**
 * Raises to a whole power by squaring in a slightly larger precision. Source: `BigDecimal.pow` with
 * a context (ANSI X3.274). Returns null where Java finds the exponent too large.
 */
export function wholePower(x: FeelNumber, exponent: number): FeelNumber | null {
  if (Math.abs(exponent) > 999_999_999) return null;
  if (exponent === 0) return 1;
  const base = toDecimal(x);
  const size = Math.abs(exponent);
  const working = base.precision + String(size).length + 1;
  const wide = new Decimal(base.coefficient, base.scale, working);
  let result: FeelNumber = new Decimal(1n, 0, working);
  const bits = size.toString(2);
  for (let i = 0; i < bits.length; i += 1) {
    if (i > 0) result = multiply(result, result);
    if (bits[i] === '1') result = multiply(result, wide);
  }
  if (exponent < 0) result = divide(new Decimal(1n, 0, working), result);
  const { coefficient, scale } = toDecimal(result);
  return rounded(coefficient, scale, base.precision);
}

/** Sets the number of decimals. null for UNNECESSARY when rounding were necessary. */
export function setScale(x: FeelNumber, scale: number, mode: RoundingMode): FeelNumber | null {
  const value = toDecimal(x);
  if (scale === value.scale) return x;
  if (scale > value.scale) return exact(widened(value, scale), scale, value.precision);
  const divisor = 10n ** BigInt(Math.min(value.scale - scale, MAX_ALIGNED));
  if (mode === 'UNNECESSARY' && value.coefficient % divisor !== 0n) return null;
  return exact(divideRounded(value.coefficient, divisor, mode), scale, value.precision);
}

/** -1, 0 or 1. */
export function compareNumbers(x: FeelNumber, y: FeelNumber): number {
  if (typeof x === 'number' && typeof y === 'number') return x < y ? -1 : x > y ? 1 : 0;
  const a = toDecimal(x);
  const b = toDecimal(y);
  const scale = Math.max(a.scale, b.scale);
  if (Math.abs(a.scale - b.scale) <= MAX_ALIGNED) {
    const left = widened(a, scale);
    const right = widened(b, scale);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const signs = Math.sign(Number(a.coefficient)) - Math.sign(Number(b.coefficient));
  if (signs !== 0) return Math.sign(signs);
  return Math.sign(magnitude(a) - magnitude(b)) * (a.coefficient < 0n ? -1 : 1);
}

export function isWhole(x: FeelNumber): boolean {
  if (typeof x === 'number') return Number.isInteger(x);
  if (x.scale <= 0 || x.coefficient === 0n) return true;
  return x.scale <= MAX_ALIGNED && x.coefficient % 10n ** BigInt(x.scale) === 0n;
}

export function toNumber(x: FeelNumber): number {
  return typeof x === 'number' ? x : x.valueOf();
}

/** Toward zero, the low bits of the whole number, as `BigDecimal.intValue` and `longValue`. */
export function lowBits(x: FeelNumber, bits: 32 | 64): bigint {
  const { coefficient, scale } = toDecimal(x);
  if (scale < -bits) return 0n;
  if (scale > MAX_ALIGNED) return 0n;
  const whole =
    scale <= 0 ? coefficient * 10n ** BigInt(-scale) : coefficient / 10n ** BigInt(scale);
  return BigInt.asIntN(bits, whole);
}

/** `BigDecimal.intValue`. */
export function toInteger(x: FeelNumber): number {
  if (typeof x === 'number' && Math.abs(x) < 2 ** 31) return Math.trunc(x) || 0;
  return Number(lowBits(x, 32));
}

function widened({ coefficient, scale }: Decimal, to: number): bigint {
  return scale === to ? coefficient : coefficient * 10n ** BigInt(to - scale);
}

/** The exponent of the first digit. */
function magnitude(x: Decimal): number {
  return x.coefficient === 0n ? -MAX_SCALE : digitCount(x.coefficient) - x.scale;
}

function digitCount(x: bigint): number {
  return (x < 0n ? -x : x).toString().length;
}
