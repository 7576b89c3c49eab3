/**
 * The characters FEEL is made of.
 * Source: feel-scala FeelWhitespace.scala, FeelParser.scala (identifier, stringWithQuotes)
 */

const WHITESPACE = new Set(
  [0x09, 0x20, 0x85, 0xa0, 0x1680, 0x180e, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff]
    .concat([0x0a, 0x0b, 0x0c, 0x0d])
    .concat(Array.from({ length: 12 }, (_, i) => 0x2000 + i)),
);
const NAME_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
const NAME_PART = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}]/u;

/** Words that can't be names by themselves, but may begin one (`order`). Longest first. */
export const RESERVED_WORDS = [
  'satisfies',
  'function',
  'return',
  'false',
  'null',
  'true',
  'then',
  'else',
  'and',
  'in',
  'or',
] as const;

export function isWhitespaceChar(text: string, at: number): boolean {
  return WHITESPACE.has(text.charCodeAt(at));
}

export function isNameStart(text: string, at: number): boolean {
  return at < text.length && NAME_START.test(text.charAt(at));
}

export function isNamePart(text: string, at: number): boolean {
  return (
    at < text.length && !WHITESPACE.has(text.charCodeAt(at)) && NAME_PART.test(text.charAt(at))
  );
}

/**
 * The index after whitespace and comments (`//`, block comments) from `at` on; beyond the text
 * when a block comment has no end, so that nothing can be read after it.
 */
export function skipWhitespace(text: string, at: number): number {
  let i = at;
  for (;;) {
    while (i < text.length && WHITESPACE.has(text.charCodeAt(i))) i += 1;
    if (text.startsWith('//', i)) {
      const end = text.indexOf('\n', i);
      i = end === -1 ? text.length : end + 1;
    } else if (text.startsWith('/*', i)) {
      const end = text.indexOf('*/', i + 2);
      if (end === -1) return text.length + 1;
      i = end + 2;
    } else {
      return i;
    }
  }
}

const ESCAPES: readonly [escape: string, replacement: string][] = [
  ['\\b', '\b'],
  ['\\t', '\t'],
  ['\\n', '\n'],
  ['\\f', '\f'],
  ['\\r', '\r'],
  ['\\"', '"'],
  ["\\'", "'"],
  ['\\s', ' '],
];

/** Replaces the escape sequences of a string literal; others stay as written, `\\` too. */
export function translateEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return ESCAPES.reduce((result, [escape, by]) => result.replaceAll(escape, by), text);
}
