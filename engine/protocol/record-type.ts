/**
 * What a record is: a fact, a wish, or a wish refused. Source: zeebe/protocol, `protocol.xml`,
 * RecordType.
 */
export const RecordType = {
  EVENT: 'EVENT',
  COMMAND: 'COMMAND',
  COMMAND_REJECTION: 'COMMAND_REJECTION',
} as const;

/** A kind of record: fact, wish or refusal. */
export type RecordType = (typeof RecordType)[keyof typeof RecordType];

/**
 * Why a command was refused; NULL_VAL on every other record. Source: `protocol.xml`,
 * RejectionType.
 */
export const RejectionType = {
  NULL_VAL: 'NULL_VAL',
  INVALID_ARGUMENT: 'INVALID_ARGUMENT',
  NOT_FOUND: 'NOT_FOUND',
  ALREADY_EXISTS: 'ALREADY_EXISTS',
  INVALID_STATE: 'INVALID_STATE',
  PROCESSING_ERROR: 'PROCESSING_ERROR',
  EXCEEDED_BATCH_RECORD_SIZE: 'EXCEEDED_BATCH_RECORD_SIZE',
} as const;

/** Why a command was refused. */
export type RejectionType = (typeof RejectionType)[keyof typeof RejectionType];
