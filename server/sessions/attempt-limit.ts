import { Problem } from '../errors.ts';

/** Wrong passwords from one address in one window. A whole office may sit behind one address. */
const ALLOWED = 60;
const WINDOW_MS = 5 * 60_000;
/** Addresses remembered; the oldest are forgotten first. */
const KEPT = 10_000;

interface Window {
  readonly since: number;
  count: number;
}

/**
 * Slows down guessing of many accounts from one address. Kept in memory: each server of a cluster
 * counts for itself, and the account's own lock is in the store.
 */
export class AttemptLimit {
  private readonly windows = new Map<string, Window>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Refuses with `too_many_requests` while the address has used up its window. */
  check(address: string): void {
    const window = this.windows.get(address);
    const leftMs = window === undefined ? 0 : window.since + WINDOW_MS - this.now();
    if (window === undefined || leftMs <= 0 || window.count < ALLOWED) return;
    const seconds = Math.ceil(leftMs / 1000);
    throw new Problem('too_many_requests', { values: { seconds }, retryAfterSeconds: seconds });
  }

  /** Counts one wrong password. */
  failed(address: string): void {
    const window = this.windows.get(address);
    if (window !== undefined && window.since + WINDOW_MS > this.now()) {
      window.count += 1;
      return;
    }
    this.windows.delete(address);
    this.windows.set(address, { since: this.now(), count: 1 });
    const oldest = this.windows.keys().next().value;
    if (this.windows.size > KEPT && oldest !== undefined) this.windows.delete(oldest);
  }
}
