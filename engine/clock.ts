import { performance } from 'node:perf_hooks';

/** Takes back a timer. */
export type CancelTimer = () => void;

/** The engine's only source of time. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls back once, as soon as `now() >= dueMs`. */
  at(dueMs: number, callback: () => void): CancelTimer;
  /** Calls back once, `ms` from now; setting the time of day neither hastens nor delays it. */
  after(ms: number, callback: () => void): CancelTimer;
  /** Calls back in a moment, for what can wait until nothing more urgent is likely to come. */
  soon(callback: () => void): CancelTimer;
  /** Milliseconds since some moment, for measuring how long something takes. */
  elapsedMs(): number;
}

/**
 * Longest time to wait without a look at the time of day: `setTimeout` does not notice when
 * somebody sets the machine's clock forward.
 */
const LOOK_AGAIN_MS = 500;

/** Longer than a client takes from one answer to its next command. */
const MOMENT_MS = 20;

/** The machine's clock. Its timers don't keep the process alive. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    at(dueMs, callback) {
      let handle: NodeJS.Timeout;
      const arm = (): void => {
        const waitMs = dueMs - Date.now();
        if (waitMs <= 0) handle = setTimeout(callback, 0);
        else handle = setTimeout(arm, Math.min(waitMs, LOOK_AGAIN_MS));
        handle.unref();
      };
      arm();
      return () => clearTimeout(handle);
    },
    after(ms, callback) {
      const handle = setTimeout(callback, ms);
      handle.unref();
      return () => clearTimeout(handle);
    },
    soon(callback) {
      return this.after(MOMENT_MS, callback);
    },
    elapsedMs: () => performance.now(),
  };
}

/** A clock that moves only when told, for tests and simulations. */
export class ControlledClock implements Clock {
  private time: number;
  private readonly timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();

  /** Starts at `startMs` (epoch ms). */
  constructor(startMs = Date.UTC(2026, 0, 5, 1, 0, 0)) {
    this.time = startMs;
  }

  now(): number {
    return this.time;
  }

  at(dueMs: number, callback: () => void): CancelTimer {
    const timer = { dueMs, callback };
    this.timers.add(timer);
    if (dueMs <= this.time) queueMicrotask(() => this.fireDue());
    return () => this.timers.delete(timer);
  }

  after(ms: number, callback: () => void): CancelTimer {
    return this.at(this.time + ms, callback);
  }

  /** In the next turn of the event loop: it needs no time. */
  soon(callback: () => void): CancelTimer {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  }

  /** Stands still, so that what is bounded by time is bounded by number alone. */
  elapsedMs(): number {
    return 0;
  }

  /** Moves time forward by `ms` and calls what became due, in order of due time. */
  advance(ms: number): void {
    this.pin(this.time + ms);
  }

  /** Sets the time (epoch ms), backwards too, and calls what is due. */
  pin(timeMs: number): void {
    this.time = timeMs;
    this.fireDue();
  }

  private fireDue(): void {
    const due = [...this.timers].filter((timer) => timer.dueMs <= this.time);
    due.sort((one, other) => one.dueMs - other.dueMs);
    for (const timer of due) if (this.timers.delete(timer)) timer.callback();
  }
}
