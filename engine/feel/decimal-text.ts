/**
 * Decimals as texts, the way Java writes and reads them.
 * Source: `java.math.BigDecimal.toString`, `java.lang.Double.toString`
 */

/** Digits that a double keeps exactly, whatever they are. */
export const DOUBLE_DIGITS = 15;

/** `BigDecimal.toString`: plain, or with an exponent for negative scales and tiny numbers. */
export function decimalText(coefficient: bigint, scale: number): string {
  const sign = coefficient < 0n ? '-' : '';
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString();
  if (scale === 0) return sign + digits;
  const exponent = digits.length - 1 - scale;
  if (scale > 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, '0');
    const at = padded.length - scale;
    return `${sign}${padded.slice(0, at)}.${padded.slice(at)}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const power = exponent === 0 ? '' : `E${exponent > 0 ? '+' : ''}${exponent}`;
  return `${sign}${digits.charAt(0)}${fraction}${power}`;
}

interface Read {
  readonly coefficient: bigint;
  readonly scale: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Reads a decimal text (`1`, `-.5`, `1e3`) exactly; null when it is none. */
export function readDecimal(text: string): Read | null {
  const match = NUMBER.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const scale = fraction.length - Number(exponent);
  if (Math.abs(scale) >= 2 ** 31 || exponent.length > 11) return null;
  return { coefficient: BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`), scale };
}

/** The decimal that a plain number's shortest text says, with the smallest scale. */
export function readPlainNumber(value: number): Read {
  const read = readDecimal(String(value));
  if (read === null) throw new RangeError(`not a finite number: ${String(value)}`);
  return read.scale >= 0
    ? read
    : { coefficient: read.coefficient * 10n ** BigInt(-read.scale), scale: 0 };
}

/** A plain number as `BigDecimal.toString` writes it. */
export function plainNumberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const text = String(value);
  if (!text.includes('e')) return text;
  const { coefficient, scale } = readPlainNumber(value);
  return decimalText(coefficient, scale);
}

/**
 * The decimal of a double as Scala makes it, from `Double.toString`: `4.0` has one decimal, `1.0E10`
 * a negative scale. null for NaN and infinities.
 */
export function readDouble(value: number): Read | null {
  if (!Number.isFinite(value)) return null;
  const [mantissa = '', exponentText = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = value === 0 ? 0 : Number(exponentText);
  const isPlain = value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7);
  const decimals = Math.max(digits.length - 1, isPlain ? 1 + exponent : 1);
  const scale = isPlain ? Math.max(digits.length - 1 - exponent, 1) : decimals - exponent;
  const pad = scale - (digits.length - 1 - exponent);
  const coefficient = BigInt(digits) * 10n ** BigInt(Math.max(0, pad));
  return { coefficient: value < 0 ? -coefficient : coefficient, scale };
}
