import type { CancelTimer, Clock, ControlledClock } from '../../../engine/clock.ts';
import { Crashed } from './crash-points.ts';

/** Virtual time as one run of the engine sees it: nothing is called any more once it is dead. */
export class LifeClock implements Clock {
  private readonly time: ControlledClock;
  private isDead = false;

  constructor(time: ControlledClock) {
    this.time = time;
  }

  now(): number {
    return this.time.now();
  }

  at(dueMs: number, callback: () => void): CancelTimer {
    return this.time.at(dueMs, () => this.call(callback));
  }

  after(ms: number, callback: () => void): CancelTimer {
    return this.time.after(ms, () => this.call(callback));
  }

  soon(callback: () => void): CancelTimer {
    return this.time.soon(() => this.call(callback));
  }

  elapsedMs(): number {
    return 0;
  }

  /** From now on nothing happens by itself. */
  die(): void {
    this.isDead = true;
  }

  private call(callback: () => void): void {
    if (this.isDead) return;
    try {
      callback();
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
    }
  }
}
