import type { AnyRecord } from '../protocol/record.ts';

/** Consecutive durable records, oldest first. */
export interface ExportBatch {
  readonly records: readonly AnyRecord[];
  /** The position of the last record. */
  readonly lastPosition: number;
  /**
   * The records as JSON lines in Zeebe's exported shape, made once on first use, shared by
   * exporters.
   */
  readonly lines: readonly string[];
  /**
   * The commits that hold the records, in the bytes of the log (`protocol/packed-records.ts` reads
   * them). The first may begin with records at or before `after`, which were acknowledged.
   */
  readonly packed: readonly Uint8Array[];
  /** The position before the first record. */
  readonly after: number;
}

/** What an exporter has stored for good. */
export interface Acknowledgment {
  /** Of the last record stored. */
  readonly position: number;
  /** What it must know again after a restart; kept with the position, as Zeebe's `metadata`. */
  readonly metadata: string;
}

/**
 * Somebody who wants every record. Batches come in order, one at a time: the next after the
 * promise of the one before. What is acknowledged (and only that) is never sent again; after a
 * restart or a failure sending goes on behind the last acknowledged position, so a record may
 * arrive twice.
 */
export interface Exporter {
  /** Stable over restarts: the acknowledged position is stored under it. */
  readonly id: string;
  /**
   * True: it looks at `packed` only, and gets whole commits, so a batch may be longer than
   * otherwise. Nothing is encoded or decoded for it.
   */
  readonly takesPacked?: boolean;
  /**
   * Called once before the first batch, with what it said last; undefined when it never did.
   */
  open?(metadata: string | undefined): void;
  /**
   * Stores the batch; answers the position up to which everything is stored for good. May reject:
   * retried.
   */
  export(batch: ExportBatch): Promise<number | Acknowledgment>;
  /** Lets go of connections and files. No export is running then. */
  close?(): Promise<void>;
}
