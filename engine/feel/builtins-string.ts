import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { toInteger } from './decimal.ts';
import { expandReplacement, patternOf, splitAll } from './java-matcher.ts';
import { FeelError, FeelException, isNumber } from './value.ts';
import type { FeelValue } from './value.ts';

/** Source: feel-scala StringBuiltinFunctions.scala */
export const stringFunctions: BuiltinTable = {
  substring: [
    builtin(['string', 'start position'], ([s, start]) => {
      if (typeof s !== 'string' || start === undefined || !isNumber(start)) return undefined;
      return javaSubstring(s, stringIndex(s, toInteger(start)), s.length);
    }),
    builtin(['string', 'start position', 'length'], ([s, start, length]) => {
      if (typeof s !== 'string' || start === undefined || length === undefined) return undefined;
      if (!isNumber(start) || !isNumber(length)) return undefined;
      const from = stringIndex(s, toInteger(start));
      return javaSubstring(s, from, Math.min(from + toInteger(length), s.length));
    }),
  ],
  'string length': [builtin(['string'], ([s]) => (typeof s === 'string' ? s.length : undefined))],
  'upper case': [
    builtin(['string'], ([s]) => (typeof s === 'string' ? s.toUpperCase() : undefined)),
  ],
  'lower case': [
    builtin(['string'], ([s]) => (typeof s === 'string' ? s.toLowerCase() : undefined)),
  ],
  'substring before': [
    twoStrings('match', (s, match) => {
      const at = s.indexOf(match);
      return at > 0 ? s.slice(0, at) : '';
    }),
  ],
  'substring after': [
    twoStrings('match', (s, match) => {
      const at = s.indexOf(match);
      return at >= 0 ? s.slice(at + match.length) : '';
    }),
  ],
  contains: [twoStrings('match', (s, match) => s.includes(match))],
  'starts with': [twoStrings('match', (s, match) => s.startsWith(match))],
  'ends with': [twoStrings('match', (s, match) => s.endsWith(match))],
  split: [
    twoStrings('delimiter', (s, delimiter) => {
      const pattern = patternOf(delimiter, '');
      if (pattern === null) return new FeelError(`Invalid pattern for delimiter '${delimiter}'`);
      return splitAll(s, pattern.regExp);
    }),
  ],
  extract: [
    builtin(['input', 'pattern'], ([s, p]) => {
      if (typeof s !== 'string' || typeof p !== 'string') return undefined;
      const pattern = patternOf(p, '');
      if (pattern === null) return invalidPattern(p);
      return [...s.matchAll(pattern.regExp)].map((m) => m[0]);
    }),
  ],
  matches: [
    builtin(['input', 'pattern'], ([s, p]) => matches(s, p, '')),
    builtin(['input', 'pattern', 'flags'], ([s, p, flags]) => matches(s, p, flags)),
  ],
  replace: [
    builtin(['input', 'pattern', 'replacement'], ([s, p, by]) => replace(s, p, by, '')),
    builtin(['input', 'pattern', 'replacement', 'flags'], ([s, p, by, flags]) =>
      replace(s, p, by, flags),
    ),
  ],
};

function twoStrings(second: string, body: (s: string, t: string) => FeelValue) {
  return builtin(['string', second], ([s, t]) =>
    typeof s === 'string' && typeof t === 'string' ? body(s, t) : undefined,
  );
}

function stringIndex(s: string, index: number): number {
  return index > 0 ? index - 1 : s.length + index;
}

/**
 * `String.substring`, whose bounds are checked: outside of them the whole expression fails, as it
 * does in feel-scala, where the exception isn't caught. The text is Java 21's, and 25's.
 */
function javaSubstring(s: string, from: number, to: number): string {
  if (from < 0 || from > to || to > s.length) {
    const message = `Range [${from}, ${to}) out of bounds for length ${s.length}`;
    throw new FeelException('java.lang.StringIndexOutOfBoundsException', message);
  }
  return s.slice(from, to);
}

function matches(s?: FeelValue, p?: FeelValue, flags?: FeelValue): FeelValue | undefined {
  if (typeof s !== 'string' || typeof p !== 'string' || typeof flags !== 'string') {
    return undefined;
  }
  const pattern = patternOf(p, flags);
  return pattern === null ? invalidPattern(p) : s.search(pattern.regExp) >= 0;
}

function replace(
  s?: FeelValue,
  p?: FeelValue,
  by?: FeelValue,
  flags?: FeelValue,
): FeelValue | undefined {
  if (typeof s !== 'string' || typeof p !== 'string') return undefined;
  if (typeof by !== 'string' || typeof flags !== 'string') return undefined;
  const pattern = patternOf(p, flags);
  if (pattern === null) return invalidPattern(p);
  let result = '';
  let from = 0;
  for (const match of s.matchAll(pattern.regExp)) {
    const text = expandReplacement(by, match, pattern);
    if (text === null) return invalidPattern(p);
    result += s.slice(from, match.index) + text;
    from = match.index + match[0].length;
  }
  return result + s.slice(from);
}

function invalidPattern(pattern: string): FeelError {
  return new FeelError(`Invalid pattern '${pattern}'`);
}
