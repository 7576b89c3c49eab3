import { EMPTY_DOCUMENT, type JsonText } from '../protocol/json-text.ts';
import { hasTooLargeInteger } from '../variable/compact-json.ts';
import { parseDocument } from '../variable/document.ts';
import { scanJson } from './json-fault.ts';
import { invalidArgument, type Refusal } from './refusal.ts';

/**
 * The document of a request. Blank means empty; text behind the first value is passed over.
 * Failures, in order: not JSON; JSON, but not an object.
 * Source: zeebe/gateway, `RequestMapper.ensureJsonSet`; zeebe/msgpack-value, `DocumentValue.java`.
 */
export function readDocument(text: string): JsonText | Refusal {
  const document = parseDocument(text);
  if (document !== null) return packable(text, document);
  if (text.trim() === '') return EMPTY_DOCUMENT;
  const scan = scanJson(text);
  if ('fault' in scan) return notJson(text, scan.fault);
  const first = plainQuotes(text.slice(0, scan.end));
  const read = parseDocument(first);
  return read === null ? notAnObject(first) : packable(first, read);
}

function packable(text: string, document: JsonText): JsonText | Refusal {
  if (!hasTooLargeInteger(text)) return document;
  return invalidArgument('MessagePack cannot serialize BigInteger larger than 2^64-1');
}

/** Zeebe takes strings in single quotes too, and `\'` in any string. */
function plainQuotes(text: string): string {
  if (!text.includes("'")) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (quoted) => {
    const inner = quoted.slice(1, -1).replaceAll("\\'", "'");
    return quoted.startsWith("'")
      ? `"${inner.replaceAll(/\\.|"/g, (part) => (part === '"' ? '\\"' : part))}"`
      : `"${inner}"`;
  });
}

function notJson(text: string, at: number): Refusal {
  const lines = text.slice(0, at).split('\n');
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return invalidArgument(
    `Invalid JSON value: ${text}\n at [Source: REDACTED ` +
      '(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); ' +
      `line: ${lines.length}, column: ${column}]`,
  );
}

function notAnObject(first: string): Refusal {
  const value = JSON.parse(first) as unknown;
  return invalidArgument(
    "Property 'variables' is invalid: Expected document to be a root level object, " +
      `but was '${packedType(value, first)}'`,
  );
}

/** The name of a value's type in MessagePack, which Zeebe's texts use. */
function packedType(value: unknown, text: string): string {
  if (Array.isArray(value)) return 'ARRAY';
  if (typeof value === 'string') return 'STRING';
  if (typeof value === 'boolean') return 'BOOLEAN';
  return /[.eE]/.test(text) ? 'FLOAT' : 'INTEGER';
}
