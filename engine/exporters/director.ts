import { systemClock, type Clock } from '../clock.ts';
import { LIMITS } from '../limits.ts';
import { decodeBatch } from '../protocol/record-batch.ts';
import type { AnyRecord } from '../protocol/record.ts';
import { recordToJson } from '../protocol/record-json.ts';
import type { ExportBatch, Exporter } from './exporter.ts';

/** What the director needs of the engine: the log, and a durable place for positions. */
export interface ExportSource {
  /**
   * Commits from the one that holds a position on, oldest first, with at least `min` records as
   * long as there are so many.
   */
  read(position: number, min: number): readonly StoredBatch[];
  /** What an exporter acknowledged last; 0 when it is new. */
  acknowledged(exporterId: string): number;
  /** What it said along with that; undefined when nothing. */
  metadata(exporterId: string): string | undefined;
  /** Keeps what an exporter acknowledged. May be written later: losing it means sending again. */
  acknowledge(exporterId: string, position: number, metadata?: string): void;
}

/** The records of one commit as the log has them. */
export interface StoredBatch {
  readonly first: number;
  readonly last: number;
  readonly bytes: Uint8Array;
}

/**
 * Feeds the exporters: each gets every record in order, batch after batch, at its own speed. New
 * commits are kept in memory up to a bound for those that keep up; one that falls behind reads the
 * log. A batch that fails is sent again after a pause, so that nothing is skipped.
 */
export class ExporterDirector {
  private readonly source: ExportSource;
  private readonly feeds: readonly Feed[];
  private readonly keepsRecords: boolean;
  private recent: Commit[] = [];
  /** Of what is in `recent`. */
  private bytes = 0;
  private last = 0;

  constructor(source: ExportSource, exporters: readonly Exporter[], clock: Clock = systemClock()) {
    this.source = source;
    this.keepsRecords = exporters.some(({ takesPacked }) => takesPacked !== true);
    this.feeds = exporters.map(
      (exporter) => new Feed(exporter, source, clock, (position) => this.commitsFrom(position)),
    );
  }

  /** Begins with what the log holds beyond each exporter's last acknowledgment. */
  start(lastPosition: number): void {
    this.last = lastPosition;
    for (const feed of this.feeds) feed.wake(this.last);
  }

  /** Records became durable; `bytes` are what the log has of them. */
  committed(records: readonly AnyRecord[], bytes: Uint8Array): void {
    const [first, last] = [records[0]?.position, records.at(-1)?.position];
    if (first === undefined || last === undefined || this.feeds.length === 0) return;
    this.recent.push(new Commit({ first, last, bytes }, this.keepsRecords ? records : undefined));
    this.bytes += bytes.length;
    this.last = last;
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

  private commitsFrom(position: number): readonly Commit[] {
    const { recent } = this;
    if (recent.length === 0 || recent[0]!.first > position) {
      const stored = this.source.read(position, LIMITS.maxRecordsPerExport);
      return stored.map((batch) => new Commit(batch));
    }
    const from = recent.findIndex(({ last }) => last >= position);
    if (from < 0) return [];
    const enough = position + LIMITS.maxRecordsPerExport - 1;
    let to = from;
    let bytes = 0;
    while (to < recent.length && (to === from || bytes < LIMITS.maxBytesPerExport)) {
      const commit = recent[to++]!;
      bytes += commit.bytes.length;
      if (commit.last >= enough) break;
    }
    return recent.slice(from, to);
  }

  /** Drops what everybody has, and the oldest beyond the bounds. */
  private forget(): void {
    const had = this.lowestAcknowledged();
    const tooOld = this.last - LIMITS.maxRecordsKeptForExport;
    let count = 0;
    for (const { last, bytes } of this.recent) {
      if (last > had && last > tooOld && this.bytes <= LIMITS.maxBytesKeptForExport) break;
      this.bytes -= bytes.length;
      count++;
    }
    if (count > 0) this.recent = this.recent.slice(count);
  }
}

/** A commit with its records and their JSON, made once for all exporters when somebody asks. */
class Commit {
  readonly first: number;
  readonly last: number;
  readonly bytes: Uint8Array;
  private decoded: readonly AnyRecord[] | undefined;
  private readonly texts: string[] = [];

  constructor({ first, last, bytes }: StoredBatch, records?: readonly AnyRecord[]) {
    this.first = first;
    this.last = last;
    this.bytes = bytes;
    this.decoded = records;
  }

  get records(): readonly AnyRecord[] {
    return (this.decoded ??= decodeBatch(this.bytes));
  }

  line(at: number): string {
    return (this.texts[at] ??= recordToJson(this.records[at]!));
  }
}

/** One exporter with its position. */
class Feed {
  position: number;
  private readonly exporter: Exporter;
  private readonly source: ExportSource;
  private readonly clock: Clock;
  private readonly commitsFrom: (position: number) => readonly Commit[];
  private last = 0;
  private failures = 0;
  private running: Promise<void> | undefined;
  private closed = false;
  private endPause: (() => void) | undefined;

  constructor(
    exporter: Exporter,
    source: ExportSource,
    clock: Clock,
    commitsFrom: (position: number) => readonly Commit[],
  ) {
    this.exporter = exporter;
    this.source = source;
    this.clock = clock;
    this.commitsFrom = commitsFrom;
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
      try {
        await this.next();
        this.failures = 0;
      } catch {
        if (!this.closed) await this.pause();
      }
    }
  }

  /** Sends one batch. Rejects when it could not be read or stored. */
  private async next(): Promise<void> {
    const commits = this.commitsFrom(this.position + 1);
    const most = this.exporter.takesPacked === true ? Infinity : LIMITS.maxRecordsPerExport;
    const batch = new CommitBatch(commits, this.position, most);
    if (commits.length === 0 || (most !== Infinity && batch.records.length === 0)) {
      // Nobody read the log for a while, so it was not written: there is nothing to send.
      this.position = commits.length === 0 ? this.last : batch.lastPosition;
      return;
    }
    const answer = await this.exporter.export(batch);
    const { position, metadata } =
      typeof answer === 'number' ? { position: answer, metadata: undefined } : answer;
    if (position <= this.position) return;
    this.position = position;
    this.source.acknowledge(this.exporter.id, position, metadata);
  }

  private pause(): Promise<void> {
    const waits = LIMITS.exportRetryMs;
    const waitMs = waits[Math.min(this.failures, waits.length - 1)] ?? 1_000;
    this.failures += 1;
    return new Promise((resolve) => {
      const cancel = this.clock.after(waitMs, resolve);
      this.endPause = () => {
        cancel();
        resolve();
      };
    });
  }
}

/** Records of consecutive commits behind a position; what is made of them waits to be asked for. */
class CommitBatch implements ExportBatch {
  readonly after: number;
  readonly lastPosition: number;
  private readonly commits: readonly Commit[];

  constructor(commits: readonly Commit[], after: number, most: number) {
    this.commits = commits;
    this.after = after;
    const last = commits.at(-1)?.last ?? after;
    this.lastPosition = Math.min(last, after + most);
  }

  get records(): readonly AnyRecord[] {
    return this.collect((_commit, _at, record) => record);
  }

  get lines(): readonly string[] {
    return this.collect((commit, at) => commit.line(at));
  }

  get packed(): readonly Uint8Array[] {
    return this.commits.map(({ bytes }) => bytes);
  }

  private collect<T>(make: (commit: Commit, at: number, record: AnyRecord) => T): T[] {
    const found: T[] = [];
    for (const commit of this.commits) {
      const { records, first } = commit;
      const to = Math.min(records.length, this.lastPosition - first + 1);
      for (let at = Math.max(0, this.after + 1 - first); at < to; at++) {
        found.push(make(commit, at, records[at]!));
      }
    }
    return found;
  }
}
