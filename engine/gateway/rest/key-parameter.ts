const MAX_LONG = 2n ** 63n;

/**
 * A path segment as a 64-bit key: decimal with or without sign, or hexadecimal; undefined: neither,
 * or beyond 64 bits. Source: Spring's `NumberUtils.parseNumber`.
 */
export function readKey(text: string): bigint | undefined {
  const trimmed = text.replaceAll(/\s/g, '');
  const match = /^([+-]?)(?:(?:0[xX]|#)([\da-fA-F]+)|(\d+))$/.exec(trimmed);
  if (match === null) return undefined;
  const [, sign, hexadecimal, decimal] = match;
  const size = BigInt(hexadecimal === undefined ? decimal! : `0x${hexadecimal}`);
  const key = sign === '-' ? -size : size;
  return key >= -MAX_LONG && key < MAX_LONG ? key : undefined;
}
