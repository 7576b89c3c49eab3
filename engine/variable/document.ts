import type { JsonText } from '../protocol/json-text.ts';
import { EMPTY_DOCUMENT, asJsonText } from '../protocol/json-text.ts';
import { compactJson, needsCare } from './compact-json.ts';

/** Names and values of a document, each value as JSON text, in the order of the document. */
export interface DocumentEntries {
  readonly names: readonly string[];
  readonly values: readonly string[];
}

const NO_ENTRIES: DocumentEntries = { names: [], values: [] };

/**
 * Checks a document from outside and makes it compact; a name that comes twice stays twice. null:
 * not JSON, or not an object (Zeebe refuses both). The empty text and `null` count as the empty
 * document.
 */
export function parseDocument(text: string): JsonText | null {
  if (text === '' || text === '{}') return EMPTY_DOCUMENT;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (parsed === null) return EMPTY_DOCUMENT;
  if (typeof parsed !== 'object' || Array.isArray(parsed)) return null;
  if (needsCare(text)) return asJsonText(compactJson(text));
  const again = JSON.stringify(parsed);
  // Otherwise there is white space to drop, or a name twice, or a name like a list's index, which
  // objects of this language sort.
  return asJsonText(again === text ? text : compactJson(text));
}

/** A document of one name. `valueText` is compact JSON text. */
export function singleEntry(name: string, valueText: string): JsonText {
  return asJsonText(`{${JSON.stringify(name)}:${valueText}}`);
}

/** Joins entries to a document. */
export function joinEntries({ names, values }: DocumentEntries): JsonText {
  if (names.length === 0) return EMPTY_DOCUMENT;
  let text = '{';
  for (let i = 0; i < names.length; i++) {
    if (i > 0) text += ',';
    text += `${JSON.stringify(names[i])}:${values[i]}`;
  }
  return asJsonText(text + '}');
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPENING = new Set([91, 123]);
const CLOSING = new Set([93, 125]);

/** Splits a compact document at its top level without parsing the values. */
export function splitDocument(document: JsonText): DocumentEntries {
  if (document.length <= 2) return NO_ENTRIES;
  const names: string[] = [];
  const values: string[] = [];
  let at = 1;
  while (at < document.length - 1) {
    const nameEnd = endOfString(document, at);
    names.push(nameOf(document.slice(at, nameEnd)));
    const valueEnd = endOfValue(document, nameEnd + 1);
    values.push(document.slice(nameEnd + 1, valueEnd));
    at = valueEnd + 1;
  }
  return { names, values };
}

function nameOf(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** Index behind the closing quote of the string that starts at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Index of the comma or brace behind the value that starts at `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    if (OPENING.has(code)) depth++;
    else if (depth === 0 && (code === COMMA || CLOSING.has(code))) return at;
    else if (CLOSING.has(code)) depth--;
    at++;
  }
}
