import { LIMITS } from '../limits.ts';
import type { AnyRecord } from '../protocol/record.ts';
import { recordToJson } from '../protocol/record-json.ts';
import type { ExportBatch, Exporter } from './exporter.ts';

/** What the director needs of the engine: the log, and a durable place for positions. */
export interface ExportSource {
  /** Up to `max` records from a position on, oldest first. */
  read(position: number, max: number): readonly AnyRecord[];
  /** What an exporter acknowledged last; 0 when it is new. */
  acknowledged(exporterId: string): number;
  /** What it said along with that; undefined when nothing. */
  metadata(exporterId: string): string | undefined;
  /** Keeps what an exporter acknowledged. May be written later: losing it means sending again. */
  acknowledge(exporterId: string, position: number, metadata?: string): void;
}

/** A record with its JSON, made once for all exporters. */
interface Entry {
  readonly record: AnyRecord;
  line: string | undefined;
}

/**
 * Feeds the exporters: each gets every record in order, batch after batch, at its own speed. New
 * records are kept in memory up to a bound for those that keep up; one that falls behind reads the
 * log. A batch that fails is sent again after a pause, so that nothing is skipped.
 */
export class ExporterDirector {
  private readonly source: ExportSource;
  private readonly feeds: readonly Feed[];
  private readonly recent: Entry[] = [];
  private last = 0;

  constructor(source: ExportSource, exporters: readonly Exporter[]) {
    this.source = source;
    this.feeds = exporters.map(
      (exporter) => new Feed(exporter, source, (position) => this.entriesFrom(position)),
    );
  }

  /** Begins with what the log holds beyond each exporter's last acknowledgment. */
  start(lastPosition: number): void {
    this.last = lastPosition;
    for (const feed of this.feeds) feed.wake(this.last);
  }

  /** Records became durable. */
  committed(records: readonly AnyRecord[]): void {
    const newest = records.at(-1);
    if (!newest || this.feeds.length === 0) return;
    for (const record of records) this.recent.push({ record, line: undefined });
    this.last = newest.position;
    this.forget();
    for (const feed of this.feeds) feed.wake(this.last);
  }

  /** The position up to which every exporter has everything; Infinity without exporters. */
  lowestAcknowledged(): number {
    return Math.min(...this.feeds.map((feed) => feed.position));
  }

  /** Stops after the batches that are under way, and lets the exporters go. */
  async close(): Promise<void> {
    await Promise.all(this.feeds.map((feed) => feed.close()));
  }

  private entriesFrom(position: number): readonly Entry[] {
    const first = this.recent[0]?.record.position;
    if (first !== undefined && first <= position) {
      const from = position - first;
      return this.recent.slice(from, from + LIMITS.maxRecordsPerExport);
    }
    const records = this.source.read(position, LIMITS.maxRecordsPerExport);
    return records.map((record) => ({ record, line: undefined }));
  }

  /** Drops what everybody has, and the oldest beyond the bound. */
  private forget(): void {
    const first = this.recent[0]?.record.position ?? 0;
    const had = this.lowestAcknowledged() - first + 1;
    const excess = this.recent.length - LIMITS.maxRecordsKeptForExport;
    const count = Math.min(Math.max(had, excess, 0), this.recent.length);
    if (count >= FORGET_AT_ONCE || count === this.recent.length) this.recent.splice(0, count);
  }
}

/** Records are dropped in bulk, because each time moves the whole list. */
const FORGET_AT_ONCE = 5_000;

/** One exporter with its position. */
class Feed {
  position: number;
  private readonly exporter: Exporter;
  private readonly source: ExportSource;
  private readonly entriesFrom: (position: number) => readonly Entry[];
  private last = 0;
  private failures = 0;
  private running: Promise<void> | undefined;
  private closed = false;
  private endPause: (() => void) | undefined;

  constructor(
    exporter: Exporter,
    source: ExportSource,
    entriesFrom: (position: number) => readonly Entry[],
  ) {
    this.exporter = exporter;
    this.source = source;
    this.entriesFrom = entriesFrom;
    this.position = source.acknowledged(exporter.id);
    exporter.open?.(source.metadata(exporter.id));
  }

  wake(last: number): void {
    this.last = last;
    if (this.running || this.closed || this.position >= last) return;
    this.running = this.run().finally(() => {
      this.running = undefined;
      this.wake(this.last);
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.endPause?.();
    await this.running;
    await this.exporter.close?.();
  }

  private async run(): Promise<void> {
    while (!this.closed && this.position < this.last) {
      const entries = this.entriesFrom(this.position + 1);
      if (entries.length === 0) return;
      try {
        const answer = await this.exporter.export(new EntryBatch(entries));
        this.failures = 0;
        const { position, metadata } =
          typeof answer === 'number' ? { position: answer, metadata: undefined } : answer;
        if (position <= this.position) continue;
        this.position = position;
        this.source.acknowledge(this.exporter.id, position, metadata);
      } catch {
        await this.pause();
      }
    }
  }

  private pause(): Promise<void> {
    const waits = LIMITS.exportRetryMs;
    const waitMs = waits[Math.min(this.failures, waits.length - 1)] ?? 1_000;
    this.failures += 1;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      timer.unref();
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A batch whose JSON is made when somebody looks at it. */
class EntryBatch implements ExportBatch {
  readonly lastPosition: number;
  private readonly entries: readonly Entry[];

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
    this.lastPosition = entries.at(-1)?.record.position ?? 0;
  }

  get records(): readonly AnyRecord[] {
    return this.entries.map((entry) => entry.record);
  }

  get lines(): readonly string[] {
    return this.entries.map((entry) => (entry.line ??= recordToJson(entry.record)));
  }
}
