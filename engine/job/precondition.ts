import type { RejectionType } from '../protocol/record-type.ts';
import type { JobStatus } from '../state/job-state.ts';

/** Why a command is refused. */
export interface Refusal {
  readonly type: RejectionType;
  readonly reason: string;
}

/**
 * Why a job in this status cannot be meant by the command, or null. Source:
 * `JobCommandPreconditionChecker.java`.
 */
export function violatedByStatus(
  verb: string,
  key: number,
  status: JobStatus,
  allowed: readonly JobStatus[],
): Refusal | null {
  if (allowed.includes(status)) return null;
  if (status === 'NOT_FOUND') return notFound(verb, key);
  return {
    type: 'INVALID_STATE',
    reason: `Expected to ${verb} job with key '${key}', but it is in state '${status}'`,
  };
}

/** There is no such job. */
export function notFound(verb: string, key: number): Refusal {
  return {
    type: 'NOT_FOUND',
    reason: `Expected to ${verb} job with key '${key}', but no such job was found`,
  };
}
