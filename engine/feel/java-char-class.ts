/**
 * Java's classes of characters as JavaScript's, for the inside of brackets under the `v` flag.
 * Source: `java.util.regex.Pattern` (predefined classes, POSIX, Unicode, java.lang.Character)
 */

export const WORD = 'a-zA-Z_0-9';
const SPACE = '\\t-\\r ';
const HORIZONTAL = '\\t \\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const VERTICAL = '\\n-\\r\\x85\\u2028\\u2029';

/** What `\d`, `\s`, `\w`, `\h` and `\v` stand for, by their lower-case letter. */
export const PREDEFINED: Readonly<Record<string, string>> = {
  d: '0-9',
  s: SPACE,
  w: WORD,
  h: HORIZONTAL,
  v: VERTICAL,
};

const POSIX: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7f',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  Graph: '\\x21-\\x7e',
  Print: '\\x20-\\x7e',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1f\\x7f',
  XDigit: '0-9a-fA-F',
  Space: SPACE,
};

const JAVA: Readonly<Record<string, string>> = {
  javaLowerCase: '\\p{Lowercase}',
  javaUpperCase: '\\p{Uppercase}',
  javaAlphabetic: '\\p{Alphabetic}',
  javaIdeographic: '\\p{Ideographic}',
  javaTitleCase: '\\p{Lt}',
  javaDigit: '\\p{Nd}',
  javaDefined: '\\P{Cn}',
  javaLetter: '\\p{L}',
  javaLetterOrDigit: '\\p{L}\\p{Nd}',
  javaSpaceChar: '\\p{Z}',
  javaWhitespace:
    '\\t-\\r\\x1c-\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000',
  javaISOControl: '\\x00-\\x1f\\x7f-\\x9f',
};

/** Blocks that texts of forms and processes may ask for. */
const BLOCKS: Readonly<Record<string, string>> = {
  BASICLATIN: '\\x00-\\x7f',
  LATIN1SUPPLEMENT: '\\x80-\\xff',
  LATINEXTENDEDA: '\\u0100-\\u017f',
  LATINEXTENDEDB: '\\u0180-\\u024f',
  GREEK: '\\u0370-\\u03ff',
  GREEKANDCOPTIC: '\\u0370-\\u03ff',
  CYRILLIC: '\\u0400-\\u04ff',
  HEBREW: '\\u0590-\\u05ff',
  ARABIC: '\\u0600-\\u06ff',
  THAI: '\\u0e00-\\u0e7f',
  GENERALPUNCTUATION: '\\u2000-\\u206f',
  CURRENCYSYMBOLS: '\\u20a0-\\u20cf',
  CJKSYMBOLSANDPUNCTUATION: '\\u3000-\\u303f',
  HIRAGANA: '\\u3040-\\u309f',
  KATAKANA: '\\u30a0-\\u30ff',
  CJKUNIFIEDIDEOGRAPHS: '\\u4e00-\\u9fff',
  CJKUNIFIEDIDEOGRAPHSEXTENSIONA: '\\u3400-\\u4dbf',
  HANGULSYLLABLES: '\\uac00-\\ud7af',
  HALFWIDTHANDFULLWIDTHFORMS: '\\uff00-\\uffef',
};

const BINARY: Readonly<Record<string, string>> = {
  ALPHABETIC: 'Alphabetic',
  IDEOGRAPHIC: 'Ideographic',
  LOWERCASE: 'Lowercase',
  UPPERCASE: 'Uppercase',
  WHITESPACE: 'White_Space',
  WHITE_SPACE: 'White_Space',
  EMOJI: 'Emoji',
  HEX_DIGIT: 'Hex_Digit',
  LETTER: 'L',
  DIGIT: 'Nd',
  PUNCTUATION: 'P',
  CONTROL: 'Cc',
  TITLECASE: 'Lt',
};

const CATEGORY = /^(?:C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** The class that `\p{name}` means; null when Java knows none. */
export function propertyClass(name: string): string | null {
  const named = /^(\w+)=(\w+)$/.exec(name);
  if (named !== null) return byKeyword((named[1] ?? '').toLowerCase(), named[2] ?? '');
  if (CATEGORY.test(name)) return `\\p{${name}}`;
  const own = POSIX[name] ?? JAVA[name];
  if (own !== undefined) return own;
  if (name === 'L1') return '\\x00-\\xff';
  if (name === 'LC') return '\\p{Ll}\\p{Lu}\\p{Lt}';
  if (name === 'LD') return '\\p{L}\\p{Nd}';
  if (name === 'all') return '\\x00-\\u{10ffff}';
  if (name.startsWith('In')) return byKeyword('blk', name.slice(2));
  if (!name.startsWith('Is')) return null;
  const rest = name.slice(2);
  const binary = BINARY[rest.toUpperCase()];
  if (binary !== undefined) return `\\p{${binary}}`;
  return byKeyword('gc', rest) ?? byKeyword('sc', rest);
}

function byKeyword(keyword: string, value: string): string | null {
  if (keyword === 'sc' || keyword === 'script') {
    const script = value.charAt(0).toUpperCase() + value.slice(1).toLowerCase();
    return isProperty(`Script=${script}`) ? `\\p{Script=${script}}` : null;
  }
  if (keyword === 'blk' || keyword === 'block') {
    return BLOCKS[value.toUpperCase().replace(/[ _-]/g, '')] ?? null;
  }
  if (keyword !== 'gc' && keyword !== 'general_category') return null;
  return CATEGORY.test(value) ? `\\p{${value}}` : null;
}

function isProperty(property: string): boolean {
  try {
    return new RegExp(`\\p{${property}}`, 'u').source !== '';
  } catch {
    // The engine knows no such property, and neither does Java.
    return false;
  }
}

/** A code point in a class or outside, whatever it means there. */
export function codeText(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

/** The code points that are the same when case doesn't matter: ASCII's, unless `isUnicode`. */
export function caseVariants(code: number, isUnicode: boolean): number[] {
  const isAscii = code < 0x80;
  if (!isAscii && !isUnicode) return [code];
  const char = String.fromCodePoint(code);
  const variants = [char.toLowerCase(), char.toUpperCase()].flatMap((text) => {
    const other = text.codePointAt(0) ?? code;
    return String.fromCodePoint(other) === text && (other < 0x80 || isUnicode) ? [other] : [];
  });
  return [...new Set([code, ...variants])];
}
