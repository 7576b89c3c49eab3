import { performance } from 'node:perf_hooks';

/** Something whose time can be up. */
export interface Expiring {
  expire(): void;
}

/** Those whose time is up together. */
export type Bucket = Set<Expiring>;

/**
 * Clients watch their deadlines themselves; here it is enough to notice soon after, so that many
 * calls share one look.
 */
const LOOK_EVERY_MS = 50;

/** Calls with a deadline. */
export class Deadlines {
  private readonly buckets = new Map<number, Bucket>();
  private timer: NodeJS.Timeout | undefined;

  /** Adds a call; leaving the bucket takes it back. */
  add(call: Expiring, timeoutMs: number): Bucket {
    const slot = Math.ceil((performance.now() + timeoutMs) / LOOK_EVERY_MS);
    let bucket = this.buckets.get(slot);
    if (bucket === undefined) {
      bucket = new Set();
      this.buckets.set(slot, bucket);
    }
    this.timer ??= setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    return bucket.add(call);
  }

  /** Forgets all. */
  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.buckets.clear();
  }

  private look(): void {
    const now = performance.now() / LOOK_EVERY_MS;
    for (const [slot, bucket] of this.buckets) {
      if (slot > now && bucket.size > 0) continue;
      this.buckets.delete(slot);
      for (const call of bucket) call.expire();
    }
    if (this.buckets.size === 0) this.close();
  }
}
