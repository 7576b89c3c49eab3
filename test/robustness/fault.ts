/** How hard to try. */
export interface Scale {
  /** Feeds every random choice, so that a failure can be repeated. */
  readonly seed: number;
  /** The form for every commit: seconds instead of minutes. */
  readonly isShort: boolean;
}

/** What came of injecting one kind of fault. */
export interface FaultReport {
  /** How often it was injected. */
  readonly injected: number;
  /** Acknowledged facts that were gone afterwards. */
  readonly lost: number;
  /** Facts that happened twice. */
  readonly doubled: number;
  /** Longest time without an answer, in milliseconds; null where nothing was to be answered. */
  readonly longestUnavailableMs: number | null;
  /** What else the reader should know, in a few words. */
  readonly note?: string;
}

/**
 * One kind of fault: injected into the real thing, with what must hold afterwards.
 * `run` throws when something else went wrong than loss or doubling.
 */
export interface Fault {
  /** What happens, as a person would say it: `kill -9 of the whole product under load`. */
  readonly name: string;
  /** Takes minutes: left out of the short form. */
  readonly isLong?: true;
  /** Why it cannot run on this machine (no JDK, no loop-back file system), or null. */
  missing?(): string | null;
  run(scale: Scale): Promise<FaultReport>;
}
