import { EMPTY_DOCUMENT, type JsonText } from '../protocol/json-text.ts';
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
  if (document !== null) return document;
  if (text.trim() === '') return EMPTY_DOCUMENT;
  const scan = scanJson(text);
  if ('fault' in scan) return notJson(text, scan.fault);
  const first = text.slice(0, scan.end);
  return parseDocument(first) ?? notAnObject(first);
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
