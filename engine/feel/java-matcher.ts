import { compileJavaPattern } from './java-regexp.ts';
import type { JavaPattern } from './java-regexp.ts';

const MAX_CACHED = 1000;
const patterns = new Map<string, JavaPattern | null>();

/** A pattern, compiled once; null when Java refuses it. */
export function patternOf(pattern: string, flags: string): JavaPattern | null {
  const key = `${flags}/${pattern}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const compiled = compileJavaPattern(pattern, flags);
  if (patterns.size >= MAX_CACHED) patterns.clear();
  patterns.set(key, compiled);
  return compiled;
}

/** `Pattern.split(…, -1)`: an empty match at the beginning splits nothing off. */
export function splitAll(s: string, pattern: RegExp): string[] {
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

/**
 * What replaces a match: `$1`, `${name}`, and a backslash before a character that is meant itself.
 * null for a text that Java refuses. Source: `Matcher.appendExpandedReplacement`
 */
export function expandReplacement(
  replacement: string,
  match: RegExpExecArray,
  pattern: JavaPattern,
): string | null {
  let result = '';
  let at = 0;
  while (at < replacement.length) {
    const char = replacement.charAt(at);
    at += 1;
    if (char === '\\') {
      if (at >= replacement.length) return null;
      result += replacement.charAt(at);
      at += 1;
    } else if (char === '$') {
      const group = groupAt(replacement, at, pattern);
      if (group === null) return null;
      result += (group.number === 0 ? match[0] : match.groups?.[`g${group.number}`]) ?? '';
      at = group.end;
    } else {
      result += char;
    }
  }
  return result;
}

function groupAt(
  text: string,
  at: number,
  { groupCount, groupNames }: JavaPattern,
): { readonly number: number; readonly end: number } | null {
  const named = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(text.slice(at));
  if (named !== null) {
    const number = groupNames.get(named[1] ?? '');
    return number === undefined ? null : { number, end: at + named[0].length };
  }
  if (!/\d/.test(text.charAt(at))) return null;
  let number = Number(text.charAt(at));
  let end = at + 1;
  if (number > groupCount) return null;
  while (/\d/.test(text.charAt(end)) && number * 10 + Number(text.charAt(end)) <= groupCount) {
    number = number * 10 + Number(text.charAt(end));
    end += 1;
  }
  return { number, end };
}
