import type { ExportedRecord } from './record.ts';

/**
 * A number under a name `key` or `…Key`. Inside a JSON text every quote is escaped, so the quote
 * after the name can only end a property's name; the look-behind keeps names that hold a quote out.
 */
const KEY_NUMBER = /(?<!\\)"(key|[A-Za-z_]\w*Key)":\s*(-?\d+)(?=\s*[,}])/g;

/**
 * Reads one exported record without losing digits: keys are 64-bit, and from partition 4 on exceed
 * 2^53, so they become decimal strings before `JSON.parse` sees them.
 * Throws `SyntaxError` when the line is no JSON, `TypeError` when it is no record.
 */
export function parseRecord(line: string): ExportedRecord {
  const read: unknown = JSON.parse(line.replace(KEY_NUMBER, '"$1":"$2"'));
  if (!isRecord(read)) throw new TypeError('not an exported record');
  return read;
}

function isRecord(read: unknown): read is ExportedRecord {
  if (typeof read !== 'object' || read === null) return false;
  const { partitionId, position, key, valueType, intent, value } = read as Partial<ExportedRecord>;
  return (
    Number.isSafeInteger(partitionId) &&
    Number.isSafeInteger(position) &&
    typeof key === 'string' &&
    typeof valueType === 'string' &&
    typeof intent === 'string' &&
    typeof value === 'object' &&
    value !== null
  );
}
