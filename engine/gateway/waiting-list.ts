/** Somebody who waits for jobs of a type. */
export interface Waiter {
  readonly type: string;
  /** Tries to get jobs; answers whether it got any (or wants no more), so that others may try. */
  attempt(): Promise<boolean>;
}

/**
 * Those who wait for jobs, by type. When jobs of a type become available the waiters try one after
 * the other, oldest first, until one finds nothing: as many attempts as there is work, however many
 * wait. A notification during an attempt leads to one more, because the jobs may have come behind
 * it.
 */
export class WaitingList {
  private readonly waiters = new Map<string, Set<Waiter>>();
  private readonly pumping = new Set<string>();
  private readonly again = new Set<string>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(waiter: Waiter): void {
    const own = this.waiters.get(waiter.type) ?? new Set<Waiter>();
    this.waiters.set(waiter.type, own.add(waiter));
    this.count += 1;
  }

  remove(waiter: Waiter): void {
    const own = this.waiters.get(waiter.type);
    if (!own?.delete(waiter)) return;
    this.count -= 1;
    if (own.size === 0) this.waiters.delete(waiter.type);
  }

  /** Jobs of these types became available. */
  notify(types: ReadonlySet<string>): void {
    for (const type of types) {
      if (!this.waiters.has(type)) continue;
      if (this.pumping.has(type)) this.again.add(type);
      else void this.pump(type);
    }
  }

  private async pump(type: string): Promise<void> {
    this.pumping.add(type);
    try {
      do {
        this.again.delete(type);
        for (const waiter of [...(this.waiters.get(type) ?? [])]) {
          if (!(await waiter.attempt())) break;
        }
      } while (this.again.has(type));
    } finally {
      this.pumping.delete(type);
    }
  }
}
