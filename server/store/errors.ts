/**
 * Refusals of the store: MongoDB's numbers and names, which drivers and mongoose interpret.
 * Source: mongo/src/mongo/base/error_codes.yml
 */
export const errorCodes = {
  InternalError: 1,
  BadValue: 2,
  GraphContainsCycle: 5,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  InvalidBSON: 22,
  LockTimeout: 24,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  OperationFailed: 96,
  CommandNotSupported: 115,
  CannotIndexParallelArrays: 171,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  DataCorruptionDetected: 301,
  CommandNotSupportedOnView: 166,
  IllegalOperationOnId: 16_837,
  KeyTooLong: 17_280,
  BSONObjectTooLarge: 10_334,
  DuplicateKey: 11_000,
  OutOfDiskSpace: 14_031,
  UnknownStage: 40_324,
  UnknownField: 40_415,
  MissingField: 40_414,
  UnsupportedOpQuery: 352,
} as const;
export type ErrorName = keyof typeof errorCodes;

/**
 * A refusal on its way to the client. Thrown within a command and turned into an answer (or a
 * write error) by the dispatcher; never seen by callers of the store.
 */
export class StoreError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Further fields of the answer, such as `keyPattern` and `keyValue`. */
  readonly details: Record<string, unknown>;

  constructor(name: ErrorName, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = errorCodes[name];
    this.codeName = name;
    this.details = details;
  }
}

/** The same refusal, whatever was thrown: a bug becomes InternalError and keeps its message. */
export function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError) return new StoreError('InvalidBSON', message);
  return new StoreError('InternalError', message);
}
