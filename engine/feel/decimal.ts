/**
 * Exact decimal arithmetic for FEEL numbers: 34 significant digits, half-even, like the
 * `DECIMAL128` context that feel-scala computes with.
 *
 * A FEEL number is a JS `number` whenever the shortest text of that double is the exact value, and
 * a `Decimal` otherwise; `normalize` keeps this canonical, so two plain numbers compare with `===`.
 */
export class Decimal {
  readonly coefficient: bigint;
  /** Digits after the decimal point; never negative. */
  readonly scale: number;

  constructor(coefficient: bigint, scale: number) {
    this.coefficient = coefficient;
    this.scale = scale;
  }

  toString(): string {
    const negative = this.coefficient < 0n;
    const digits = (negative ? -this.coefficient : this.coefficient).toString();
    if (this.scale === 0) return (negative ? '-' : '') + digits;
    const padded = digits.padStart(this.scale + 1, '0');
    const at = padded.length - this.scale;
    return `${negative ? '-' : ''}${padded.slice(0, at)}.${padded.slice(at)}`;
  }

  valueOf(): number {
    return Number(this.toString());
  }
}

/** A FEEL number. */
export type FeelNumber = number | Decimal;

export type RoundingMode =
  'UP' | 'DOWN' | 'CEILING' | 'FLOOR' | 'HALF_UP' | 'HALF_DOWN' | 'HALF_EVEN' | 'UNNECESSARY';

const PRECISION = 34;

/** Parses a decimal text (`1`, `-.5`, `1e3`); null when it is none. */
export function parseDecimal(text: string): FeelNumber | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const coefficient = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) > 10_000) return null;
  return scale >= 0
    ? normalize(coefficient, scale)
    : normalize(coefficient * 10n ** BigInt(-scale), 0);
}

/** Widens a number to its exact decimal. NaN and infinities are a programmer's error. */
export function toDecimal(value: FeelNumber): Decimal {
  if (value instanceof Decimal) return value;
  if (Number.isSafeInteger(value)) return new Decimal(BigInt(value), 0);
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) throw new RangeError(`not a finite number: ${String(value)}`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const scale = fraction.length - Number(exponent);
  const coefficient = BigInt(sign + whole + fraction);
  return scale >= 0
    ? new Decimal(coefficient, scale)
    : new Decimal(coefficient * 10n ** BigInt(-scale), 0);
}

/** The canonical form: trailing zeros dropped, rounded to 34 digits, a double where exact. */
export function normalize(coefficient: bigint, scale: number): FeelNumber {
  let c = coefficient;
  let s = scale;
  const length = (c < 0n ? -c : c).toString().length;
  if (length > PRECISION && s > 0) {
    const drop = Math.min(length - PRECISION, s);
    c = divideRounded(c, 10n ** BigInt(drop), 'HALF_EVEN');
    s -= drop;
  }
  while (s > 0 && c % 10n === 0n) {
    c /= 10n;
    s -= 1;
  }
  if (s === 0 && c >= -9007199254740991n && c <= 9007199254740991n) return Number(c);
  const decimal = new Decimal(c, s);
  const double = Number(decimal.toString());
  if (!Number.isFinite(double)) return decimal;
  const back = toDecimal(double);
  return back.coefficient === c && back.scale === s ? double : decimal;
}

export function add(x: FeelNumber, y: FeelNumber): FeelNumber {
  if (typeof x === 'number' && typeof y === 'number') {
    const sum = x + y;
    if (Number.isSafeInteger(sum) && Number.isInteger(x) && Number.isInteger(y)) return sum;
  }
  const [a, b, scale] = aligned(x, y);
  return normalize(a + b, scale);
}

export function subtract(x: FeelNumber, y: FeelNumber): FeelNumber {
  if (typeof x === 'number' && typeof y === 'number') {
    const difference = x - y;
    if (Number.isSafeInteger(difference) && Number.isInteger(x) && Number.isInteger(y)) {
      return difference;
    }
  }
  const [a, b, scale] = aligned(x, y);
  return normalize(a - b, scale);
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
  return normalize(a.coefficient * b.coefficient, a.scale + b.scale);
}

/** Division to 34 significant digits. The divisor must not be zero. */
export function divide(x: FeelNumber, y: FeelNumber): FeelNumber {
  const a = toDecimal(x);
  const b = toDecimal(y);
  if (a.coefficient === 0n) return 0;
  const digitsA = digitCount(a.coefficient);
  const digitsB = digitCount(b.coefficient);
  const shift = Math.max(0, PRECISION + digitsB - digitsA + 1);
  const scaled = a.coefficient * 10n ** BigInt(shift);
  let scale = a.scale - b.scale + shift;
  let quotient = divideRounded(scaled, b.coefficient, 'HALF_EVEN');
  if (scale < 0) {
    quotient *= 10n ** BigInt(-scale);
    scale = 0;
  }
  return normalize(quotient, scale);
}

/** The remainder with the sign of the dividend, as `BigDecimal.remainder`. */
export function remainder(x: FeelNumber, y: FeelNumber): FeelNumber {
  const [a, b, scale] = aligned(x, y);
  return normalize(a % b, scale);
}

export function negate(x: FeelNumber): FeelNumber {
  if (typeof x === 'number') return x === 0 ? 0 : -x;
  return normalize(-x.coefficient, x.scale);
}

/** Raises to a power: exact for whole exponents, by doubles otherwise. */
export function power(x: FeelNumber, y: FeelNumber): FeelNumber {
  const exponent = toNumber(y);
  if (!Number.isInteger(exponent)) return fromDouble(Math.pow(toNumber(x), exponent));
  const base = toDecimal(x);
  const n = Math.abs(exponent);
  const result = normalize(base.coefficient ** BigInt(n), base.scale * n);
  return exponent < 0 ? divide(1, result) : result;
}

/** Rounds to a number of decimals. null for UNNECESSARY when rounding were necessary. */
export function setScale(x: FeelNumber, scale: number, mode: RoundingMode): FeelNumber | null {
  const value = toDecimal(x);
  if (scale >= value.scale) return x;
  const divisor = 10n ** BigInt(value.scale - scale);
  if (mode === 'UNNECESSARY' && value.coefficient % divisor !== 0n) return null;
  const rounded = divideRounded(value.coefficient, divisor, mode);
  return scale >= 0 ? normalize(rounded, scale) : normalize(rounded * 10n ** BigInt(-scale), 0);
}

/** -1, 0 or 1. */
export function compareNumbers(x: FeelNumber, y: FeelNumber): number {
  if (typeof x === 'number' && typeof y === 'number') return x < y ? -1 : x > y ? 1 : 0;
  const [a, b] = aligned(x, y);
  return a < b ? -1 : a > b ? 1 : 0;
}

export function isWhole(x: FeelNumber): boolean {
  return typeof x === 'number' ? Number.isInteger(x) : x.scale === 0;
}

export function toNumber(x: FeelNumber): number {
  return typeof x === 'number' ? x : x.valueOf();
}

/** Toward zero, as `BigDecimal.intValue` (overflow is not wrapped). */
export function toInteger(x: FeelNumber): number {
  return Math.trunc(toNumber(x));
}

/** A double as FEEL number; null is what FEEL makes of NaN and infinities: 0 is returned. */
export function fromDouble(x: number): FeelNumber {
  return Number.isFinite(x) ? x : 0;
}

function aligned(x: FeelNumber, y: FeelNumber): [bigint, bigint, number] {
  const a = toDecimal(x);
  const b = toDecimal(y);
  if (a.scale === b.scale) return [a.coefficient, b.coefficient, a.scale];
  return a.scale > b.scale
    ? [a.coefficient, b.coefficient * 10n ** BigInt(a.scale - b.scale), a.scale]
    : [a.coefficient * 10n ** BigInt(b.scale - a.scale), b.coefficient, b.scale];
}

function digitCount(x: bigint): number {
  return (x < 0n ? -x : x).toString().length;
}

function divideRounded(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (rest === 0n) return quotient;
  const negative = dividend < 0n !== divisor < 0n;
  const away = negative ? quotient - 1n : quotient + 1n;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const size = divisor < 0n ? -divisor : divisor;
  switch (mode) {
    case 'UP':
      return away;
    case 'CEILING':
      return negative ? quotient : away;
    case 'FLOOR':
      return negative ? away : quotient;
    case 'HALF_UP':
      return twice >= size ? away : quotient;
    case 'HALF_DOWN':
      return twice > size ? away : quotient;
    case 'HALF_EVEN':
      if (twice === size) return quotient % 2n === 0n ? quotient : away;
      return twice > size ? away : quotient;
    default:
      return quotient;
  }
}
