import { NO_KEY } from '../protocol/key.ts';
import type { ErrorType } from '../protocol/error-type.ts';

/**
 * A fault of the model or the data that becomes an incident. A returned value, never thrown.
 * Source: zeebe/engine, `processing/common/Failure.java`.
 */
export class Failure {
  readonly message: string;
  readonly errorType: ErrorType;
  /** The scope whose variables the fault is about; `NO_KEY`: the element instance itself. */
  readonly variableScopeKey: number;

  constructor(
    message: string,
    errorType: ErrorType = 'UNKNOWN',
    variableScopeKey: number = NO_KEY,
  ) {
    this.message = message;
    this.errorType = errorType;
    this.variableScopeKey = variableScopeKey;
  }
}

/** Whether a result is a failure. */
export function isFailure(result: unknown): result is Failure {
  return result instanceof Failure;
}
