/** Whether a JSON text may hold what parsing and printing would change: see `compactJson`. */
export function needsCare(text: string): boolean {
  return CAREFUL.test(text);
}

/**
 * A fraction, an exponent, a number beyond 2^53, a minus zero, a character beyond the first plane.
 */
const CAREFUL = /\d[.eE]|\d{16}|-0|[\ud800-\udfff]|\\u[dD]|\\u00[01]/;

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[^\s"\d-]+/g;

const MAX_UNSIGNED_LONG = 2n ** 64n - 1n;
const MIN_LONG = -(2n ** 63n);

/** Whether a valid JSON text holds a whole number that MessagePack has no form for. */
export function hasTooLargeInteger(text: string): boolean {
  if (!/\d{19}/.test(text)) return false;
  return [...text.matchAll(TOKEN)].some(([token]) => {
    return /^-?\d{19,}$/.test(token) && !isPackable(BigInt(token));
  });
}

function isPackable(whole: bigint): boolean {
  return whole <= MAX_UNSIGNED_LONG && whole >= MIN_LONG;
}

/**
 * A valid JSON text without white space, with its numbers and strings as Zeebe prints them after
 * its
 * way through MessagePack: whole numbers exact to 64 bits, others as Java's doubles (`1.0`,
 * `1.25E-7`), characters beyond the first plane as two escapes.
 * Source: zeebe/protocol-impl, `MsgPackConverter.java`; measured on 8.5.8.
 */
export function compactJson(text: string): string {
  let compact = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) compact += stringText(token);
    else if (/^[-\d]/.test(token)) compact += numberText(token);
    else compact += token;
  }
  return compact;
}

function stringText(token: string): string {
  const plain = JSON.stringify(JSON.parse(token));
  return plain
    .replaceAll(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16)}`)
    .replaceAll(/\\u[0-9a-f]{4}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`);
}

function numberText(token: string): string {
  if (/[.eE]/.test(token)) return javaDouble(Number(token));
  const whole = BigInt(token);
  return isPackable(whole) ? whole.toString() : javaDouble(Number(token));
}

/** A double as Java prints it. Source: `java.lang.Double.toString`. */
export function javaDouble(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  if (value === 0) return '0.0';
  if (Math.abs(value) === Number.MIN_VALUE) return value < 0 ? '-4.9E-324' : '4.9E-324';
  // Jackson writes what JSON has no number for as a text.
  if (!Number.isFinite(value)) return value < 0 ? '"-Infinity"' : '"Infinity"';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const mantissa = digits.includes('.') ? digits : `${digits}.0`;
  return `${mantissa}E${exponent.replace('+', '')}`;
}
