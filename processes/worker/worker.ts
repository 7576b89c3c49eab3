/** What a worker of a package is: a pure function from a job and some ports to an answer. */
import type { Ports } from './ports.ts';

/** The part of a job that a worker sees. Keys are decimal strings. */
export interface WorkerJob {
  key: string;
  /** Key of the process instance; the case when nothing called it. */
  processInstanceKey: string;
  processId: string;
  elementId: string;
  elementInstanceKey: string;
  /** Custom headers (`zeebe:taskHeaders`). */
  headers: Readonly<Record<string, string>>;
  /** Only the variables named in `fetchVariables`. */
  variables: Readonly<Record<string, unknown>>;
}

/**
 * A worker's answer.
 * - `complete`: complete the job with these variables;
 * - `error`: throw the BPMN error `code` (a boundary event or event sub-process catches it);
 * - `fail`: something outside did not answer; the job is retried, then becomes an incident;
 * - `incident`: the diagram or the data is wrong, so retrying is useless: an incident at once.
 */
export type WorkerAnswer =
  | { complete: Record<string, unknown> }
  | { error: { code: string; message: string; variables?: Record<string, unknown> } }
  | { fail: { message: string; retryAfterMs: number } }
  | { incident: { message: string } };

/** A worker for one job type. Ask only for the variables needed: cases can be large. */
export interface Worker {
  type: string;
  /** One Chinese sentence for the designer's list of job types. */
  purpose: string;
  fetchVariables: readonly string[];
  /** Headers the job must or may carry, with what they mean; the package check reads it. */
  headers: Readonly<Record<string, { required: boolean; meaning: string }>>;
  /** May run more than once for one job (leases expire): effects go by `job.key`. */
  work(job: WorkerJob, ports: Ports): Promise<WorkerAnswer>;
}
