import { ZodError } from 'zod';
import { Problem, type FieldError } from '../errors.ts';

/** Names of errors with which mongoose and the driver say that the database is away. */
const STORE_AWAY = new RegExp(
  '^(MongoNetwork|MongoServerSelection|MongoNotConnected|MongoTopologyClosed|MongoPool|' +
    'MongooseServerSelection|MongoExpiredSession)',
);
/** gRPC status codes that a caller may see when the broker is away or full. */
const GRPC = { DEADLINE_EXCEEDED: 4, RESOURCE_EXHAUSTED: 8, UNAVAILABLE: 14 } as const;

/**
 * Any thrown value as a `Problem`. What is not known is `internal`; its text goes to the log and
 * never to the person.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ZodError) return invalidInput(error);
  return (
    fromBodyParser(error) ??
    fromStore(error) ??
    fromBroker(error) ??
    new Problem('internal', { values: { requestId }, cause: error })
  );
}

/** The refusal for input that doesn't fit its schema; `place` prefixes the paths. */
export function invalidInput(error: ZodError, place = ''): Problem {
  const errors: FieldError[] = error.issues.map((issue) => ({
    path: [place, ...issue.path.map(String)].filter((part) => part !== '').join('.'),
    message: issue.message,
  }));
  return new Problem('invalid_input', { errors, cause: error });
}

function fromBodyParser(error: unknown): Problem | null {
  const { type, status } = fields(error);
  if (type === 'entity.too.large') return new Problem('body_too_large', { cause: error });
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new Problem('unsupported_body', { values: { expected: 'UTF-8' }, cause: error });
  }
  if (typeof type === 'string' && /^(entity|request|parameters|stream)\./.test(type)) {
    return new Problem('malformed_body', { cause: error });
  }
  if (error instanceof URIError || (status === 400 && error instanceof Error)) {
    return new Problem('malformed_body', { cause: error });
  }
  if (status === 416) return new Problem('range_not_satisfiable', { cause: error });
  return null;
}

function fromStore(error: unknown): Problem | null {
  const { name, message } = fields(error);
  const away =
    (typeof name === 'string' && STORE_AWAY.test(name)) ||
    (name === 'MongooseError' && /initial connection|bufferCommands/.test(String(message)));
  return away ? new Problem('store_unavailable', { retryAfterSeconds: 2, cause: error }) : null;
}

function fromBroker(error: unknown): Problem | null {
  const { code, details } = fields(error);
  if (typeof details !== 'string') return null;
  if (code === GRPC.UNAVAILABLE) return new Problem('broker_unavailable', { cause: error });
  if (code === GRPC.RESOURCE_EXHAUSTED) return new Problem('broker_busy', { cause: error });
  if (code === GRPC.DEADLINE_EXCEEDED) return new Problem('broker_timeout', { cause: error });
  return null;
}

function fields(error: unknown): Record<string, unknown> {
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
}
