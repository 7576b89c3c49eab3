import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { Packages } from '../businesses/packages.ts';
import type { Calendar } from '../clock/index.ts';
import type { Clock } from '../context.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { Archive } from './archive.ts';
import { changesOf, type Changes } from './changes.ts';
import {
  changeModel,
  isOutOfOurHands,
  moveCheckpoint,
  takePartition,
  type Taken,
} from './checkpoint.ts';
import { byPartition, textOf, type Entry } from './ingest-entry.ts';
import { isRead } from './projections.ts';
import { ALL_PROJECTIONS, ProjectionFault, Projector, skipKey } from './projector.ts';
import { parseRecord } from './parse-record.ts';
import type { ExportedRecord } from './record.ts';
import { isRecordsFault } from './store-fault.ts';
import { park } from './unprojected.ts';

/** What an ingest needs. */
export interface IngestOptions {
  readonly connection: Connection;
  readonly packages: Packages;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Logger;
  /** Write down what changed for servers that do not ingest. */
  readonly announce: boolean;
  /** How long the archive keeps records; null or left out: forever. Unit: days. */
  readonly keptDays?: number | null;
  readonly metrics?: Metrics;
  /** Called after each batch that is in the store. */
  readonly onChanges: (changes: Changes) => void;
  /** Called after each batch that is in the store, with the time of its last record. */
  readonly onStored?: (timestamp: number) => void;
  /** Called when records come. */
  readonly onHeard?: () => void;
  /** Called when a record was put aside. */
  readonly onParked?: () => void;
  /** Called when records can't be stored, with why, and with null once they can again. */
  readonly onTrouble?: (reason: string | null) => void;
}

/** Waiting time before a batch is tried again, longest. Unit: ms. */
const RETRY_MAX_MS = 2_000;
/** Times a batch fails for a record's sake before that record is put aside. */
const PATIENCE = 3;
/** With one record at fault others may be: a longer batch goes on in parts of so many records. */
const CAREFUL_BATCH = 64;
/** How long changes are kept for other servers. Unit: ms. */
const CHANGES_KEPT_MS = 600_000;
/** How often a partition that somebody holds is asked for. Unit: ms. */
const HELD_POLL_MS = 50;

/** Most records applied in one go, so that pages are answered in between. */
const MAX_BATCH = 4_000;

/**
 * The one entry of the record stream, for both brokers: a batch goes into the archive and through
 * all projections in order, is written, the checkpoint moves, and only then is it acknowledged. One
 * batch at a time. While the store is away a batch is tried again and its sender waits; a record
 * that a projection throws on is put aside, and the rest goes on; records at or before the
 * checkpoint change nothing, so a sender may repeat itself.
 */
export class Ingest {
  private readonly options: IngestOptions;
  private readonly projector: Projector;
  private readonly archive: Archive;
  private readonly owner = randomUUID();
  private queue: Promise<unknown> = Promise.resolve();
  private readonly waiting = new Set<{ readonly oldest: number }>();
  private stopped = false;
  private swept = 0;

  constructor(options: IngestOptions) {
    this.options = options;
    this.projector = new Projector(options.connection, options.packages, options.calendar);
    this.archive = new Archive(options.connection, options.keptDays ?? null);
  }

  /**
   * Takes records in their order, as JSON texts; answers the last position when they are in the
   * store. Rejects when a line is no record (the sender is at fault), or when stopped.
   */
  async ingest(lines: readonly string[]): Promise<number> {
    return this.enqueue(lines.map((text) => ({ record: parseRecord(text), text })));
  }

  /** As {@link ingest}, for records that came as such. */
  async take(records: readonly ExportedRecord[]): Promise<number> {
    return this.enqueue(records.map((record) => ({ record })));
  }

  private async enqueue(entries: readonly Entry[]): Promise<number> {
    this.options.onHeard?.();
    const last = entries.at(-1)?.record.position ?? 0;
    const wait = { oldest: entries[0]?.record.timestamp ?? this.options.clock.now() };
    this.waiting.add(wait);
    const work = this.queue
      .then(async () => {
        for (const part of byPartition(entries)) {
          for (let from = 0; from < part.length; from += MAX_BATCH) {
            await this.persist(part.slice(from, from + MAX_BATCH), new Set());
          }
        }
      })
      .finally(() => this.waiting.delete(wait));
    this.queue = work.catch(() => undefined);
    await work;
    return last;
  }

  /** Age of the oldest record taken and not yet in the store; 0 when there is none. Unit: ms. */
  lagMs(): number {
    if (this.waiting.size === 0) return 0;
    const oldest = Math.min(...[...this.waiting].map((wait) => wait.oldest));
    return Math.max(0, this.options.clock.now() - oldest);
  }

  /** Ends after the batch at hand; batches waiting are rejected, and come again after a start. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.queue;
    await this.archive.idle();
  }

  /**
   * Tries until the batch is in the store, or what is wrong with it has been put aside: one reading
   * of one record that a projection throws on; else the record alone that the store won't have,
   * found by halving the batch. What is left of a long batch then goes on in short parts: each
   * further fault makes a part start again, and would make the whole.
   */
  private async persist(
    entries: readonly Entry[],
    skip: Set<string>,
    patienceAtFirst = PATIENCE,
  ): Promise<void> {
    let faults = 0;
    let patience = patienceAtFirst;
    for (let attempt = 0; ; attempt += 1) {
      if (this.stopped) throw new Error('the ingest is stopped');
      try {
        await this.write(entries, skip);
        this.options.onTrouble?.(null);
        return;
      } catch (error) {
        this.projector.forget();
        if (isOutOfOurHands(error)) {
          await pause(HELD_POLL_MS);
          continue;
        }
        this.report(error, entries, attempt);
        if (isRecordsFault(error, this.options.connection)) faults += 1;
        if (faults >= patience) {
          const half = entries.length >> 1;
          if (!(error instanceof ProjectionFault) && half > 0) {
            await this.persist(entries.slice(0, half), skip);
            return await this.persist(entries.slice(half), skip);
          }
          if (await this.putAside(error, entries, skip)) {
            // That was a step forward: the next fault need not be waited for.
            [faults, patience] = [0, 1];
            if (entries.length <= CAREFUL_BATCH) continue;
            for (let from = 0; from < entries.length; from += CAREFUL_BATCH) {
              await this.persist(entries.slice(from, from + CAREFUL_BATCH), skip, patience);
            }
            return;
          }
        }
        await pause(Math.min(RETRY_MAX_MS, 50 * 2 ** Math.min(attempt, 6)));
      }
    }
  }

  private report(error: unknown, entries: readonly Entry[], attempt: number): void {
    const text = error instanceof Error ? error.message : String(error);
    this.options.onTrouble?.(text.split('\n')[0] ?? text);
    if (attempt % 10 !== 0) return;
    const { partitionId, position } = entries[0]?.record ?? {};
    this.options.log.error({ err: error, partitionId, position, attempt }, 'batch not stored');
  }

  /** Puts the record that is at fault aside; false while the store is away. */
  private async putAside(
    error: unknown,
    entries: readonly Entry[],
    skip: Set<string>,
  ): Promise<boolean> {
    const isOne = error instanceof ProjectionFault;
    const record = isOne ? error.record : entries[0]?.record;
    const projection = isOne ? error.projection : ALL_PROJECTIONS;
    if (!record) return false;
    const { connection, log } = this.options;
    try {
      await park(connection, { record, projection, error, at: Date.now() });
    } catch {
      return false;
    }
    skip.add(skipKey(record, projection));
    const { partitionId, position, valueType, intent } = record;
    const facts = { err: error, partitionId, position, valueType, intent, projection };
    log.error(facts, 'record put aside');
    this.options.onParked?.();
    return true;
  }

  private async write(entries: readonly Entry[], skip: ReadonlySet<string>): Promise<void> {
    const partitionId = entries[0]?.record.partitionId ?? 1;
    const taken = await takePartition(this.options.connection, partitionId, this.owner);
    if (taken.takenOver) this.projector.forget();
    const fresh = entries.filter(({ record }) => record.position > taken.position);
    const last = fresh.at(-1)?.record;
    if (!last) return;
    const read = fresh.filter(({ record }) => isRead(record));
    const events = read.map(({ record }) => record);
    const lines = read.map(({ record, text }) => ({
      position: record.position,
      timestamp: record.timestamp,
      text: text ?? textOf(record),
    }));
    // at the same time, but both ended before anything is tried again
    const [projected, kept] = await Promise.allSettled([
      this.project(partitionId, events, last, skip),
      this.archive.keep(partitionId, taken.position, last, lines),
    ]);
    if (projected.status === 'rejected') throw projected.reason;
    if (kept.status === 'rejected') throw kept.reason;
    await this.acknowledge(taken, last, projected.value, events);
  }

  private async project(
    partitionId: number,
    events: readonly ExportedRecord[],
    last: ExportedRecord,
    skip: ReadonlySet<string>,
  ): Promise<Changes> {
    await this.projector.apply(events, skip);
    const changes = changesOf(this.projector.views);
    await this.projector.flush();
    await this.announce(partitionId, last.position, changes);
    return changes;
  }

  private async acknowledge(
    { partitionId }: Taken,
    { position, timestamp }: ExportedRecord,
    changes: Changes,
    events: readonly ExportedRecord[],
  ): Promise<void> {
    const { connection, log, metrics } = this.options;
    await moveCheckpoint(connection, partitionId, this.owner, position, timestamp);
    this.archive.tidy(partitionId, position, (error) => {
      log.warn({ err: error, partitionId }, 'archive not tidied');
    });
    for (const { valueType } of events) metrics?.recordsProjected.inc({ valueType });
    this.options.onStored?.(timestamp);
    this.options.onChanges(changes);
  }

  /** Tells servers that do not ingest; see `server/events`. */
  private async announce(partitionId: number, position: number, changes: Changes): Promise<void> {
    if (!this.options.announce || changes.groups.size + changes.cases.size === 0) return;
    const at = this.options.clock.now();
    const model = changeModel(this.options.connection);
    const document = {
      partitionId,
      position,
      at,
      groups: [...changes.groups],
      cases: [...changes.cases],
    };
    const _id = `${partitionId}-${position}`;
    await model.updateOne({ _id }, { $set: document }, { upsert: true });
    if (at - this.swept < 60_000) return;
    this.swept = at;
    await model.deleteMany({ at: { $lt: at - CHANGES_KEPT_MS } });
  }
}
