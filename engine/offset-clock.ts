import { systemClock, type CancelTimer, type Clock } from './clock.ts';

interface Waiting {
  readonly dueMs: number;
  readonly callback: () => void;
  cancel: CancelTimer;
}

/**
 * The machine's clock, moved by an offset that can be changed while it runs: a demo makes its
 * cases in the past with a negative offset and then comes back to now. Source: Zeebe's clock
 * actuator, `add`.
 */
export class OffsetClock implements Clock {
  private readonly machine = systemClock();
  private readonly waiting = new Set<Waiting>();
  private offsetMs = 0;

  now(): number {
    return this.machine.now() + this.offsetMs;
  }

  at(dueMs: number, callback: () => void): CancelTimer {
    const waiting: Waiting = { dueMs, callback, cancel: () => undefined };
    this.waiting.add(waiting);
    this.arm(waiting);
    return () => {
      waiting.cancel();
      this.waiting.delete(waiting);
    };
  }

  after(ms: number, callback: () => void): CancelTimer {
    return this.machine.after(ms, callback);
  }

  soon(callback: () => void): CancelTimer {
    return this.machine.soon(callback);
  }

  elapsedMs(): number {
    return this.machine.elapsedMs();
  }

  /** Moves the clock; timers that are due by the new time fire at once. */
  setOffset(offsetMs: number): void {
    this.offsetMs = offsetMs;
    for (const waiting of this.waiting) {
      waiting.cancel();
      this.arm(waiting);
    }
  }

  private arm(waiting: Waiting): void {
    waiting.cancel = this.machine.at(waiting.dueMs - this.offsetMs, () => {
      if (this.waiting.delete(waiting)) waiting.callback();
    });
  }
}
