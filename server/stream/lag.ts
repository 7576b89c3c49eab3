/** How old the read models are. */
export interface Freshness {
  /** Age of the oldest record that is not in them. Unit: ms. */
  readonly behindMs: number;
  /** Epoch milliseconds of the newest record that is; null before the first. */
  readonly lastAt: number | null;
}

/** What a lag is measured from. */
export interface LagOptions {
  /** Age of the oldest record taken and not stored. Unit: ms. */
  readonly waitingMs: () => number;
  /** The clock of records. */
  readonly now: () => number;
  /** The machine's clock, for how long nothing was heard. */
  readonly machineNow?: () => number;
  /** Records come by themselves, over a network that may be silent: a cluster's exporter. */
  readonly isRemote: boolean;
}

/** An answered command's records are on their way for so long. Unit: ms. */
const ON_THE_WAY_MS = 3_000;
/** A batch older than this when stored was not the last one that waits. Unit: ms. */
const LATE_MS = 3_000;
/** The next of several late batches comes within this time. Unit: ms. */
const NEXT_WITHIN_MS = 2_500;

/**
 * Measures how far the read models are behind. A remote broker's silence is no proof that there is
 * nothing new: a command that it answered must be heard of, and while late batches come one after
 * the other, more are waiting where they come from.
 */
export class StreamLag {
  private readonly options: LagOptions;
  private readonly machineNow: () => number;
  /** Since when an answered command's records have been awaited; null: nothing is. */
  private awaitedSince: number | null = null;
  private late: { readonly timestamp: number; readonly at: number } | null = null;
  private newest: number | null = null;

  constructor(options: LagOptions) {
    this.options = options;
    this.machineNow = options.machineNow ?? Date.now;
  }

  /** The broker answered a command that makes records. */
  answered(): void {
    if (this.options.isRemote) this.awaitedSince ??= this.machineNow();
  }

  /** Records came, here or at another server. */
  heard(): void {
    this.awaitedSince = null;
  }

  /** Records up to this time are in the read models. */
  stored(timestamp: number): void {
    this.newest = Math.max(this.newest ?? 0, timestamp);
    const isLate = this.options.isRemote && this.options.now() - timestamp > LATE_MS;
    this.late = isLate ? { timestamp, at: this.machineNow() } : null;
  }

  /** Age of the oldest record not in the read models, as far as can be known. Unit: ms. */
  lagMs(): number {
    return Math.max(this.options.waitingMs(), this.silentMs(), this.lateMs());
  }

  freshness(): Freshness {
    return { behindMs: this.lagMs(), lastAt: this.newest };
  }

  private silentMs(): number {
    const silentMs = this.awaitedSince === null ? 0 : this.machineNow() - this.awaitedSince;
    return silentMs > ON_THE_WAY_MS ? silentMs : 0;
  }

  private lateMs(): number {
    if (this.late === null || this.machineNow() - this.late.at > NEXT_WITHIN_MS) return 0;
    return Math.max(0, this.options.now() - this.late.timestamp);
  }
}
