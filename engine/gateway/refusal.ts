import { status, type GrpcStatus, type Trailer } from '../grpc/status.ts';
import type { CommandAnswer } from '../stream/command-port.ts';
import { detailsTrailers, type DetailedStatus } from './status-details.ts';

/**
 * A gRPC status other than OK, with its text. Zeebe says its errors again in a trailer, with those
 * that led to them; `null` as causes: not this one.
 */
export class Refusal implements GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly causes: readonly DetailedStatus[];
  readonly trailers: readonly Trailer[];

  constructor(code: number, details: string, causes: readonly Refusal[] | null = []) {
    this.code = code;
    this.details = details;
    this.causes = causes ?? [];
    this.trailers = causes === null ? [] : detailsTrailers(this);
  }
}

const STATUS_OF_REJECTION: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  NOT_FOUND: status.NOT_FOUND,
  ALREADY_EXISTS: status.ALREADY_EXISTS,
  INVALID_STATE: status.FAILED_PRECONDITION,
  PROCESSING_ERROR: status.INTERNAL,
};

/** The request is wrong in itself. */
export function invalidArgument(details: string): Refusal {
  return new Refusal(status.INVALID_ARGUMENT, details);
}

/**
 * What an answer that is not an event comes to.
 * Source: zeebe/gateway, `GrpcErrorMapper.java`.
 */
export function refusalOf(
  answer: Exclude<CommandAnswer, { kind: 'event' }>,
  intent: string,
): Refusal {
  switch (answer.kind) {
    case 'rejection': {
      const code = STATUS_OF_REJECTION[answer.type];
      // Zeebe's gateway stumbles over kinds that it does not know. Measured on 8.5.8.
      if (code === undefined) return new Refusal(status.UNKNOWN, '', null);
      return new Refusal(
        code,
        `Command '${intent}' rejected with code '${answer.type}': ${answer.reason}`,
      );
    }
    case 'exhausted':
      return exhausted(answer.reason, intent);
    case 'closed':
      return new Refusal(status.UNAVAILABLE, answer.reason);
  }
}

const ALL_EXHAUSTED =
  'Expected to execute the command on one of the partitions, but all failed; ' +
  'there are no more partitions available to retry. ' +
  'Please try again. If the error persists contact your zeebe operator';

/**
 * Commands that Zeebe's gateway tries on one partition after the other. A deployment is a `CREATE`
 * too, but never refused for this reason.
 */
const TRIED_EVERYWHERE: ReadonlySet<string> = new Set(['CREATE', 'CREATE_WITH_AWAITING_RESULT']);

function exhausted(reason: string, intent: string): Refusal {
  const refusal = new Refusal(status.RESOURCE_EXHAUSTED, reason);
  if (!TRIED_EVERYWHERE.has(intent)) return refusal;
  return new Refusal(status.RESOURCE_EXHAUSTED, ALL_EXHAUSTED, [refusal]);
}

/** The engine failed: a fault of ours or of the disk, which the log tells in full. */
export function internalFailure(error: unknown): Refusal {
  const text = error instanceof Error ? error.message : String(error);
  return new Refusal(
    status.INTERNAL,
    `Unexpected error occurred during the request processing: ${text}`,
  );
}
