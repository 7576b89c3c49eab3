import { LIMITS } from '../limits.ts';
import type { Clock } from '../clock.ts';
import type { JobValue } from '../protocol/value/job.value.ts';
import type { JobState } from '../state/job-state.ts';
import type { Command } from '../stream/command-port.ts';
import type { WhenProcessed } from '../stream/due-checker.ts';
import { DueChecker } from '../stream/due-checker.ts';

type Enqueue = (command: Command) => void;

/**
 * Watches job deadlines and back-offs. Source: zeebe/engine, `JobTimeoutChecker.java`,
 * `JobBackoffChecker.java`.
 */
export class JobChecks {
  private readonly jobs: JobState;
  private readonly enqueue: Enqueue;
  private readonly deadlines: DueChecker;
  private readonly backoffs: DueChecker;

  constructor(jobs: JobState, clock: Clock, enqueue: Enqueue, whenProcessed: WhenProcessed) {
    this.jobs = jobs;
    this.enqueue = enqueue;
    this.deadlines = new DueChecker(clock, whenProcessed, (now) => this.checkDeadlines(now));
    this.backoffs = new DueChecker(clock, whenProcessed, (now) => this.checkBackoffs(now));
  }

  /** A job was handed out until this time (epoch ms). */
  deadlineDue(timeMs: number): void {
    this.deadlines.schedule(timeMs + 1);
  }

  /** A failed job becomes available at this time (epoch ms). */
  backoffDue(timeMs: number): void {
    this.backoffs.schedule(timeMs + 1);
  }

  /** Begins with what a former run left. */
  start(): void {
    const deadline = this.jobs.nextDeadline();
    if (deadline !== undefined) this.deadlineDue(deadline);
    const backoff = this.jobs.nextBackoff();
    if (backoff !== undefined) this.backoffDue(backoff);
  }

  /** Never checks again. */
  close(): void {
    this.deadlines.close();
    this.backoffs.close();
  }

  private checkDeadlines(now: number): number | undefined {
    let count = 0;
    this.jobs.forEachTimedOut(now, (key, value) => {
      this.send('TIME_OUT', key, value);
      return ++count < LIMITS.maxDueCommandsPerCheck;
    });
    return nextCheck(this.jobs.nextDeadline());
  }

  private checkBackoffs(now: number): number | undefined {
    let count = 0;
    this.jobs.forEachBackedOff(now - 1, (key, value) => {
      this.send('RECUR_AFTER_BACKOFF', key, value);
      return ++count < LIMITS.maxDueCommandsPerCheck;
    });
    return nextCheck(this.jobs.nextBackoff());
  }

  private send(intent: 'TIME_OUT' | 'RECUR_AFTER_BACKOFF', key: number, value: JobValue): void {
    this.enqueue({ valueType: 'JOB', intent, key, value } as Command);
  }
}

/** Jobs are due when the clock is past their time. */
function nextCheck(dueMs: number | undefined): number | undefined {
  return dueMs === undefined ? undefined : dueMs + 1;
}
