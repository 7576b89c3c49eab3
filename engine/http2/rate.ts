import { performance } from 'node:perf_hooks';

/** How often something may happen: so many at once, and so many per second from then on. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Counts what a client does too often to be well meant. */
export class Rate {
  private readonly limit: RateLimit;
  private readonly nowMs: () => number;
  private left: number;
  private filledAtMs: number;

  /** The time is in milliseconds, of any clock. */
  constructor(limit: RateLimit, nowMs: () => number = () => performance.now()) {
    this.limit = limit;
    this.nowMs = nowMs;
    this.left = limit.burst;
    this.filledAtMs = nowMs();
  }

  /** Counts one; false: it is too many. */
  allows(): boolean {
    if (this.left < 1) this.fill(this.nowMs());
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }

  /** What has come back since the last time; asked for only when nothing is left. */
  private fill(nowMs: number): void {
    const { burst, perSecond } = this.limit;
    const back = Math.floor(((nowMs - this.filledAtMs) * perSecond) / 1000);
    if (back < 1) return;
    this.left = Math.min(burst, back);
    this.filledAtMs = nowMs;
  }
}
