import type { CancelTimer, Clock } from '../clock.ts';

/** Calls back as soon as the commands that wait now are processed. */
export type WhenProcessed = (callback: () => void) => void;

/** Looks that may follow each other at once: enough for tens of thousands due at the same time. */
const LOOKS_AT_ONCE = 64;
/** ms between further looks, doubled each time up to the longest: something due is not taken. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Calls a check when the clock reaches the earliest due time it was told of. The check writes
 * commands for what is due and says when to come back. While something stays due it is called
 * again after the commands are processed, at first at once, then with growing pauses: what a
 * stopped instance left behind must not fill the log.
 * Source: zeebe/engine, `processing/scheduled/DueDateChecker.java`.
 */
export class DueChecker {
  private readonly clock: Clock;
  private readonly whenProcessed: WhenProcessed;
  private readonly check: (now: number) => number | undefined;
  private next = Infinity;
  private looks = 0;
  private cancel: CancelTimer = () => {};
  private isClosed = false;

  /** `check(now)` queues commands for what is due at `now`; returns the next due time, if any. */
  constructor(
    clock: Clock,
    whenProcessed: WhenProcessed,
    check: (now: number) => number | undefined,
  ) {
    this.clock = clock;
    this.whenProcessed = whenProcessed;
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
    const now = this.clock.now();
    const next = this.check(now);
    if (next === undefined || next > now) {
      this.looks = 0;
      if (next !== undefined) this.schedule(next);
      return;
    }
    const extra = ++this.looks - LOOKS_AT_ONCE;
    if (extra <= 0) {
      this.next = -Infinity;
      this.whenProcessed(() => this.run());
    } else this.schedule(now + Math.min(FIRST_PAUSE_MS * 2 ** extra, LONGEST_PAUSE_MS));
  }
}
