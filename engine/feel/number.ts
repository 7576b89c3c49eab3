import { Decimal, exact, PRECISION } from './decimal.ts';
import type { FeelNumber } from './decimal.ts';
import { readDecimal, readDouble } from './decimal-text.ts';

/** A literal's or text's number, exact; null when it is none. Source: `BigDecimal(String)`. */
export function parseDecimal(text: string): FeelNumber | null {
  const read = readDecimal(text);
  if (read === null) return null;
  const { coefficient, scale } = read;
  const digits = coefficient.toString().replace('-', '').length;
  return digits <= PRECISION ? exact(coefficient, scale) : new Decimal(coefficient, scale, digits);
}

/** A double as FEEL number; null for NaN and infinities. Source: `BigDecimal.decimal(Double)`. */
export function fromDouble(value: number): FeelNumber | null {
  const read = readDouble(value);
  return read === null ? null : exact(read.coefficient, read.scale);
}
