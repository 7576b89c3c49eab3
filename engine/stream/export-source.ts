import type { CancelTimer, Clock } from '../clock.ts';
import type { ExportSource, ExporterDirector } from '../exporters/director.ts';
import type { Store } from '../state/store.ts';
import type { Log } from './log.ts';
import type { Meta } from './meta.ts';

/** ms after which acknowledgements are saved when no commit comes by. */
const SAVE_AFTER_MS = 1_000;
/** Batches of the log removed with one save, so that no commit gets long. */
const COMPACT_AT_ONCE = 1_000;

/** Serves exporters from the log, and removes from it what all of them have. */
export class LogExportSource implements ExportSource {
  private readonly clock: Clock;
  private readonly store: Store;
  private readonly log: Log;
  private readonly meta: Meta;
  private readonly keepsLog: boolean;
  private director: ExporterDirector | null = null;
  private cancel: CancelTimer | null = null;
  private isClosed = false;
  private told = '';

  constructor(parts: {
    readonly clock: Clock;
    readonly store: Store;
    readonly log: Log;
    readonly meta: Meta;
    readonly keepsLog: boolean;
  }) {
    this.clock = parts.clock;
    this.store = parts.store;
    this.log = parts.log;
    this.meta = parts.meta;
    this.keepsLog = parts.keepsLog;
  }

  /** Tells whose acknowledgements count; once, before anything is exported. */
  bind(director: ExporterDirector): void {
    this.director = director;
  }

  read(position: number, min: number): ReturnType<ExportSource['read']> {
    try {
      return this.log.readBatches(position, min, this.meta.lastPosition);
    } catch (error) {
      this.tell(error);
      throw error;
    }
  }

  acknowledged(exporterId: string): number {
    return this.meta.exportedBy(exporterId);
  }

  metadata(exporterId: string): string | undefined {
    return this.meta.metadataOf(exporterId);
  }

  acknowledge(exporterId: string, position: number, metadata?: string): void {
    this.meta.acknowledge(exporterId, position, metadata);
    if (this.cancel !== null || this.isClosed) return;
    this.cancel = this.clock.after(SAVE_AFTER_MS, () => {
      this.cancel = null;
      this.trySave();
    });
  }

  /** Saves what was acknowledged. */
  close(): void {
    this.isClosed = true;
    this.cancel?.();
    if (this.meta.hasUnsaved) this.save();
  }

  /** What is not saved is sent again after a start; a disk that stays full stops the commits. */
  private trySave(): void {
    try {
      this.save();
    } catch (error) {
      this.tell(error);
    }
  }

  /** Says a fault of the disk once; whoever is fed goes on trying. */
  private tell(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    if (text !== this.told) process.stderr.write(`The engine's exporters wait: ${text}\n`);
    this.told = text;
  }

  private save(): void {
    const lowest = this.director?.lowestAcknowledged() ?? 0;
    this.store.commitOutside(() => {
      this.meta.saveAcknowledged();
      if (!this.keepsLog && lowest > 0) this.log.compact(lowest, COMPACT_AT_ONCE);
    });
  }
}
