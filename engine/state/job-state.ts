import type { JobValue } from '../protocol/value/job.value.ts';
import { EMPTY_DOCUMENT } from '../protocol/json-text.ts';
import type { KeyTable } from './key-table.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** What may be done with a job. Source: zeebe/engine, `JobState.State`. */
export type JobStatus = 'ACTIVATABLE' | 'ACTIVATED' | 'FAILED' | 'ERROR_THROWN' | 'NOT_FOUND';

interface JobRow {
  readonly status: JobStatus;
  /** Without variables. */
  readonly value: JobValue;
}

/** Jobs, those to be had by type, and what falls due. Source: zeebe/engine, `DbJobState.java`. */
export class JobState {
  private readonly jobs: KeyTable<number, JobRow>;
  private readonly activatable: PairTable<string, number, true>;
  private readonly deadlines: PairTable<number, number, true>;
  private readonly backoffs: PairTable<number, number, true>;

  constructor(store: Store) {
    this.jobs = store.keyTable('jobs');
    this.activatable = store.pairTable('jobs-activatable');
    this.deadlines = store.pairTable('job-deadlines');
    this.backoffs = store.pairTable('job-backoffs');
  }

  /** The job without variables, or undefined. */
  get(key: number): JobValue | undefined {
    return this.jobs.get(key)?.value;
  }

  /** What may be done with the job. */
  status(key: number): JobStatus {
    return this.jobs.get(key)?.status ?? 'NOT_FOUND';
  }

  /** Walks the jobs of a type that can be handed out, oldest first; false stops. */
  forEachActivatable(type: string, visit: (key: number, job: JobValue) => boolean | void): void {
    this.activatable.forEach(type, (key) => {
      const job = this.get(key);
      return job === undefined ? true : visit(key, job);
    });
  }

  /** Whether a job of the type can be handed out. */
  hasActivatable(type: string): boolean {
    let isFound = false;
    this.activatable.forEach(type, () => {
      isFound = true;
      return false;
    });
    return isFound;
  }

  /** Whether a worker holds the job until exactly this time. */
  hasDeadline(key: number, deadline: number): boolean {
    return this.deadlines.get(deadline, key) === true;
  }

  /** Walks jobs whose deadline is before `now`, earliest first; false stops. */
  forEachTimedOut(now: number, visit: (key: number, job: JobValue) => boolean | void): void {
    this.deadlines.forEachUpTo(now - 1, (_deadline, key) => this.visit(key, visit));
  }

  /** Walks failed jobs whose back-off is over at `now`, earliest first; false stops. */
  forEachBackedOff(now: number, visit: (key: number, job: JobValue) => boolean | void): void {
    this.backoffs.forEachUpTo(now, (_time, key) => this.visit(key, visit));
  }

  /** The earliest deadline, or undefined. */
  nextDeadline(): number | undefined {
    return this.deadlines.firstPrefix();
  }

  /** The earliest end of a back-off, or undefined. */
  nextBackoff(): number | undefined {
    return this.backoffs.firstPrefix();
  }

  /** Adds a job that can be handed out. */
  create(key: number, value: JobValue): void {
    this.jobs.insert(key, { status: 'ACTIVATABLE', value: withoutVariables(value) });
    this.activatable.insert(value.type, key, true);
  }

  /** Hands a job out until its deadline. */
  activate(key: number, value: JobValue): void {
    this.jobs.put(key, { status: 'ACTIVATED', value: withoutVariables(value) });
    this.activatable.delete(value.type, key);
    this.deadlines.put(value.deadline, key, true);
  }

  /** Makes a job available (again), with its changed value. */
  makeActivatable(key: number, value: JobValue): void {
    this.jobs.put(key, { status: 'ACTIVATABLE', value: withoutVariables(value) });
    this.activatable.put(value.type, key, true);
    if (value.deadline > 0) this.deadlines.delete(value.deadline, key);
  }

  /** After a back-off: available again. */
  recur(key: number, value: JobValue): void {
    this.makeActivatable(key, value);
    if (value.recurringTime > 0) this.backoffs.delete(value.recurringTime, key);
  }

  /** Takes a job out of circulation until an incident is resolved or a back-off is over. */
  disable(key: number, value: JobValue, status: 'FAILED' | 'ERROR_THROWN'): void {
    this.jobs.put(key, { status, value: withoutVariables(value) });
    this.activatable.delete(value.type, key);
    if (value.deadline > 0) this.deadlines.delete(value.deadline, key);
  }

  /** Keeps a failed job back until its recurring time. */
  backOff(key: number, value: JobValue): void {
    this.disable(key, value, 'FAILED');
    this.backoffs.put(value.recurringTime, key, true);
  }

  /** Changes the value, not the status. */
  update(key: number, change: Partial<JobValue>): void {
    const row = this.jobs.get(key);
    if (row !== undefined) this.jobs.put(key, { ...row, value: { ...row.value, ...change } });
  }

  /** Moves the deadline of a job that a worker holds. */
  moveDeadline(key: number, deadline: number): void {
    const job = this.get(key);
    if (job === undefined) return;
    this.deadlines.delete(job.deadline, key);
    this.update(key, { deadline });
    if (deadline > 0) this.deadlines.put(deadline, key, true);
  }

  /** Removes a job. */
  delete(key: number, value: JobValue): void {
    const row = this.jobs.get(key);
    this.jobs.delete(key);
    if (row?.status === 'ACTIVATABLE') this.activatable.delete(value.type, key);
    if (value.deadline > 0) this.deadlines.delete(value.deadline, key);
    if (value.recurringTime > 0) this.backoffs.delete(value.recurringTime, key);
  }

  private visit(
    key: number,
    visit: (key: number, job: JobValue) => boolean | void,
  ): boolean | void {
    const job = this.get(key);
    return job === undefined ? true : visit(key, job);
  }
}

function withoutVariables(value: JobValue): JobValue {
  return value.variables === EMPTY_DOCUMENT ? value : { ...value, variables: EMPTY_DOCUMENT };
}
