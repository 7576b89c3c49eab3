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
