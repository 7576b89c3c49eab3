import type { Connection } from 'mongoose';
import { ProjectionFault } from './projector.ts';

/** Codes that refuse one document for what it is; every other code is the store's trouble. */
const DOCUMENT_CODES = new Set([
  2, // BadValue
  9, // FailedToParse
  14, // TypeMismatch
  15, // Overflow
  52, // DollarPrefixedFieldName
  55, // InvalidDBRef
  56, // EmptyFieldName
  57, // DottedFieldName
  10334, // BSONObjectTooLarge
  17280, // KeyTooLong
  17419, // the document would be too large after the update
]);

interface Coded {
  readonly code?: unknown;
  readonly err?: Coded;
  readonly writeErrors?: unknown;
}

/**
 * Whether what went wrong is a record's own fault, so that trying again can't help: a projection
 * threw, or the store won't have the document. A store that is away, full or changing its primary
 * is not: it is waited for.
 */
export function isRecordsFault(error: unknown, connection: Connection): boolean {
  if (error instanceof ProjectionFault) return true;
  if (!(error instanceof Error) || connection.readyState !== 1) return false;
  if (error.name === 'MongoInvalidArgumentError') return true;
  if (/^Mongo/.test(error.name)) {
    const { code, writeErrors } = error as Coded;
    const codes = Array.isArray(writeErrors)
      ? (writeErrors as Coded[]).map((one) => one.code ?? one.err?.code)
      : [code];
    return codes.length > 0 && codes.every((one) => DOCUMENT_CODES.has(one as number));
  }
  return 'syscall' in error ? false : error.name !== 'Error' || !('code' in error);
}
