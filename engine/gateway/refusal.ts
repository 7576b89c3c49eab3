import { status } from '@grpc/grpc-js';
import type { CommandAnswer } from '../stream/command-port.ts';

/** A gRPC status other than OK, with its text. */
export class Refusal {
  readonly code: number;
  readonly details: string;

  constructor(code: number, details: string) {
    this.code = code;
    this.details = details;
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
    case 'rejection':
      return new Refusal(
        STATUS_OF_REJECTION[answer.type] ?? status.UNKNOWN,
        `Command '${intent}' rejected with code '${answer.type}': ${answer.reason}`,
      );
    case 'exhausted':
      return new Refusal(status.RESOURCE_EXHAUSTED, answer.reason);
    case 'closed':
      return new Refusal(status.UNAVAILABLE, answer.reason);
  }
}

/** The engine failed: a fault of ours or of the disk, which the log tells in full. */
export function internalFailure(error: unknown): Refusal {
  const text = error instanceof Error ? error.message : String(error);
  return new Refusal(
    status.INTERNAL,
    `Unexpected error occurred during the request processing: ${text}`,
  );
}
