import { bsonType } from '../bson/types.ts';
import { regexParts, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';

/**
 * A JavaScript regular expression for a MongoDB (PCRE) one. Options i, m, s, x, u are known; x
 * strips white space and comments, and a leading `(?i)` is read as an option.
 * Fails with BadValue when the pattern does not compile or has another option.
 */
export function toRegExp(value: unknown, extra: string): RegExp {
  const isRegex = typeOf(value) === bsonType.regex;
  const parts = isRegex ? regexParts(value) : { pattern: String(value), options: '' };
  let { pattern } = parts;
  let options = extra || parts.options;
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  if (inline) {
    pattern = pattern.slice(inline[0].length);
    options += inline[1];
  }
  const unknown = [...options].find((o) => !'imsxu'.includes(o));
  if (unknown) throw new StoreError('BadValue', `invalid flag in regex options: ${unknown}`);
  if (options.includes('x')) pattern = pattern.replace(/\\.|\s+|#.*$/gm, keepEscapes);
  const flags = [...new Set(options)].filter((o) => 'ims'.includes(o)).join('');
  return compiled(pattern, flags);
}

function keepEscapes(m: string): string {
  return m.startsWith('\\') ? m : '';
}

function compiled(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    // PCRE allows escapes which the unicode mode refuses.
  }
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new StoreError('BadValue', `Regular expression is invalid: ${(error as Error).message}`);
  }
}

/**
 * The literal text with which every match must begin, when the expression is anchored and case
 * matters; an index is then read over that prefix only.
 */
export function literalPrefix(re: RegExp): string | null {
  if (re.ignoreCase || re.multiline || !re.source.startsWith('^')) return null;
  if (re.source.includes('|')) return null;
  let prefix = '';
  const rest = re.source.slice(1);
  for (let i = 0; i < rest.length; i++) {
    const c = rest[i] as string;
    const next = rest[i + 1] ?? '';
    if ('.[](){}^$|'.includes(c)) return done(prefix, c === '(' ? '' : '');
    if ('*?+'.includes(c)) return [...prefix].slice(0, -1).join('') || null;
    if (c !== '\\') prefix += c;
    else if (/[^\w\s]/.test(next)) {
      prefix += next;
      i++;
    } else break;
    if (next === '{') return [...prefix].slice(0, -1).join('') || null;
  }
  return prefix || null;
}

function done(prefix: string, more: string): string | null {
  return prefix + more || null;
}
