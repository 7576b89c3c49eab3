import { LIMITS } from '../limits.ts';
import type { RunStart } from './key-table.ts';

/**
 * Which prefixes of a table may have rows on the disk, when prefixes are keys of the engine: a key
 * of this run has some only if this run wrote them. Kept for the newest prefixes; older ones are
 * looked up on the disk. Most looks (timers of this element? subscriptions?) are for keys that
 * never had a row.
 */
export class KnownPrefixes {
  private young = new Set<number>();
  private old = new Set<number>();
  /** No prefix up to here is known to have no row. */
  private highestDropped = -1;
  private highestYoung = -1;
  private highestOld = -1;
  private readonly run: RunStart;
  private readonly wasEmpty: boolean;

  /** `wasEmpty`: the table had no row when it was opened. */
  constructor(run: RunStart, wasEmpty: boolean) {
    this.run = run;
    this.wasEmpty = wasEmpty;
  }

  /** A row under the prefix was written to the disk. */
  written(prefix: number): void {
    if (this.young.size >= LIMITS.maxKnownPrefixes / 2) {
      this.highestDropped = Math.max(this.highestDropped, this.highestOld);
      this.old = this.young;
      this.highestOld = this.highestYoung;
      this.young = new Set();
      this.highestYoung = -1;
    }
    this.young.add(prefix);
    if (prefix > this.highestYoung) this.highestYoung = prefix;
  }

  /** False: the disk has no row under the prefix. */
  mayBeOnDisk(prefix: number): boolean {
    if (prefix <= this.highestDropped || prefix < 0) return true;
    if (!this.wasEmpty && prefix <= this.run.lastKeyBefore) return true;
    return this.young.has(prefix) || this.old.has(prefix);
  }
}
