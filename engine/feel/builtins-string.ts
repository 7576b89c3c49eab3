import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { toInteger } from './decimal.ts';
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
      const pattern = javaRegExp(delimiter, '', 'g');
      if (pattern === null) return new FeelError(`Invalid pattern for delimiter '${delimiter}'`);
      return splitAll(s, pattern);
    }),
  ],
  extract: [
    builtin(['input', 'pattern'], ([s, p]) => {
      if (typeof s !== 'string' || typeof p !== 'string') return undefined;
      const pattern = javaRegExp(p, '', 'g');
      return pattern === null ? invalidPattern(p) : [...s.matchAll(pattern)].map((m) => m[0]);
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
  return javaRegExp(p, flags, '')?.test(s) ?? invalidPattern(p);
}

function replace(
  s?: FeelValue,
  p?: FeelValue,
  by?: FeelValue,
  flags?: FeelValue,
): FeelValue | undefined {
  if (typeof s !== 'string' || typeof p !== 'string') return undefined;
  if (typeof by !== 'string' || typeof flags !== 'string') return undefined;
  const pattern = javaRegExp(p, flags, 'g');
  if (pattern === null) return invalidPattern(p);
  return s.replace(pattern, (...found: unknown[]) => expandReplacement(by, found));
}

/** Java's replacement text: `$1`, `${name}`, and `\` before a literal character. */
function expandReplacement(replacement: string, found: readonly unknown[]): string {
  const groups = found.at(-1);
  const named = typeof groups === 'object' && groups !== null ? groups : {};
  return replacement.replace(
    /\\(.)|\$(\d)|\$\{(\w+)\}/g,
    (_, literal?: string, index?: string, name?: string) => {
      if (literal !== undefined) return literal;
      const group = index === undefined ? Reflect.get(named, name ?? '') : found[Number(index)];
      return typeof group === 'string' ? group : '';
    },
  );
}

function invalidPattern(pattern: string): FeelError {
  return new FeelError(`Invalid pattern '${pattern}'`);
}

function splitAll(s: string, pattern: RegExp): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of s.matchAll(pattern)) {
    if (match[0] === '' && match.index === 0) continue;
    parts.push(s.slice(from, match.index));
    from = match.index + match[0].length;
  }
  parts.push(s.slice(from));
  return parts;
}

const patterns = new Map<string, RegExp | null>();

/** A Java pattern as JavaScript's; null when it is none. Inline flags at the start are taken. */
function javaRegExp(pattern: string, flags: string, more: string): RegExp | null {
  const key = `${flags}/${more}/${pattern}`;
  const known = patterns.get(key);
  if (known !== undefined) {
    if (known !== null) known.lastIndex = 0;
    return known;
  }
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const all = flags + (inline?.[1] ?? '');
  let source = inline === null ? pattern : pattern.slice(inline[0].length);
  if (all.includes('x')) source = source.replace(/\\.|\s+|#.*$/gm, (m) => (m[0] === '\\' ? m : ''));
  source = source.replace(/([*+?}])\+/g, '$1').replace(/\\p\{(Alpha|Digit|Upper|Lower)\}/g, posix);
  const names = ['i', 'm', 's'].filter((flag) => all.includes(flag)).join('');
  const compiled = tryRegExp(source, names + more);
  if (patterns.size > 1000) patterns.clear();
  patterns.set(key, compiled);
  return compiled;
}

function posix(_: string, name: string): string {
  return { Alpha: '[A-Za-z]', Digit: '[0-9]', Upper: '[A-Z]', Lower: '[a-z]' }[name] ?? '';
}

function tryRegExp(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, source.includes('\\p{') ? `${flags}u` : flags);
  } catch {
    return null;
  }
}
