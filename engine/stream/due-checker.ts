import type { CancelTimer, Clock } from '../clock.ts';

/**
 * Calls a check when the clock reaches the earliest due time it was told of. The check writes
 * commands for
 * what is due and says when to come back.
 * Source: zeebe/engine, `processing/scheduled/DueDateChecker.java`.
 */
export class DueChecker {
  private readonly clock: Clock;
  private readonly check: (now: number) => number | undefined;
  private next = Infinity;
  private cancel: CancelTimer = () => {};
  private isClosed = false;

  /**
   * `check(now)` queues commands for what is due at `now` and returns the next due time, if any.
   */
  constructor(clock: Clock, check: (now: number) => number | undefined) {
    this.clock = clock;
    this.check = check;
  }

  /** Makes sure that the check runs at `dueMs` at the latest. */
  schedule(dueMs: number): void {
    if (dueMs >= this.next || this.isClosed) return;
    this.cancel();
    this.next = dueMs;
    this.cancel = this.clock.at(dueMs, () => this.run());
  }

  /** Never checks again. */
  close(): void {
    this.isClosed = true;
    this.cancel();
  }

  private run(): void {
    if (this.isClosed) return;
    this.next = Infinity;
    const next = this.check(this.clock.now());
    if (next !== undefined) this.schedule(next);
  }
}
