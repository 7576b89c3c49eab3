import { Problem } from '../errors.ts';

/** gRPC status codes that a gateway answers with. Source: grpc `statuscodes.md`. */
const GRPC = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
  failedPrecondition: 9,
  internal: 13,
  unavailable: 14,
} as const;

/**
 * What a failed command means to a person. A `Problem` stays what it is; what is no gRPC error is
 * `broker_unavailable` when the connection broke, else thrown on as it is by the caller.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, details, message } = error as Partial<Record<'details' | 'message', string>> & {
    code?: unknown;
  };
  const reason = plain(details ?? message ?? '');
  const options = { cause: error };
  switch (code) {
    case GRPC.resourceExhausted:
      return new Problem('broker_busy', { ...options, retryAfterSeconds: 1 });
    case GRPC.deadlineExceeded:
      return new Problem('broker_timeout', options);
    case GRPC.notFound:
      return new Problem('not_found', options);
    case GRPC.invalidArgument:
    case GRPC.alreadyExists:
    case GRPC.failedPrecondition:
      return new Problem('broker_refused', { ...options, values: { reason } });
    default:
      return new Problem('broker_unavailable', { ...options, retryAfterSeconds: 2 });
  }
}

/** Zeebe's own sentence, without the command it repeats in front of it. */
export function plain(details: string): string {
  return details.replace(/^Command '\w+' rejected with code '\w+': /, '').slice(0, 2000);
}

/** Whether the broker said that the thing is not there (any more). */
export function isNotFound(error: unknown): boolean {
  return error instanceof Problem && error.code === 'not_found';
}

/** Whether the broker said that it has the thing already: a message of the same id. */
export function isAlreadyThere(error: unknown): boolean {
  const cause: unknown = error instanceof Problem ? error.cause : null;
  return (cause as { code?: unknown } | null)?.code === GRPC.alreadyExists;
}
