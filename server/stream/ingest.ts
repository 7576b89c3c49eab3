import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { projectTelemetry } from '../board/telemetry.projection.ts';
import type { Packages } from '../businesses/packages.ts';
import { projectClock } from '../cases/clock.projection.ts';
import { projectElement } from '../cases/element.projection.ts';
import { projectIncident } from '../cases/incident.projection.ts';
import { projectModification } from '../cases/modification.projection.ts';
import { projectVariable, urgencyRank } from '../cases/variable.projection.ts';
import type { Calendar } from '../clock/index.ts';
import type { Clock } from '../context.ts';
import { projectDefinitions } from '../definitions/definition.projection.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { projectJob, projectTaskElement, projectUserTask } from '../tasks/task.projection.ts';
import { taskModel } from '../tasks/task.model.ts';
import { changesOf, type Changes } from './changes.ts';
import { changeModel, moveCheckpoint, takePartition } from './checkpoint.ts';
import { parseRecord } from './parse-record.ts';
import { preload } from './preload.ts';
import type { ExportedRecord } from './record.ts';
import { collectionsOf, openViews, type Views } from './views.ts';

/** What an ingest needs. */
export interface IngestOptions {
  readonly connection: Connection;
  readonly packages: Packages;
  readonly calendar: Calendar;
  readonly clock: Clock;
  readonly log: Logger;
  /** Write down what changed for servers that do not ingest. */
  readonly announce: boolean;
  readonly metrics?: Metrics;
  /** Called after each batch that is in the store. */
  readonly onChanges: (changes: Changes) => void;
}

/** Waiting time before a batch is tried again, longest. Unit: ms. */
const RETRY_MAX_MS = 2_000;
/** How long changes are kept for other servers. Unit: ms. */
const CHANGES_KEPT_MS = 600_000;

/** Applies one record to the views; the order of the calls is the order of dependence. */
function apply(record: ExportedRecord, views: Views): void {
  switch (record.valueType) {
    case 'PROCESS_INSTANCE':
      projectElement(record, views);
      projectTaskElement(record, views);
      projectClock(record, views);
      projectTelemetry(record, views);
      return;
    case 'JOB':
      return projectJob(record, views);
    case 'USER_TASK':
      return projectUserTask(record, views);
    case 'VARIABLE':
      return projectVariable(record, views);
    case 'INCIDENT':
      return projectIncident(record, views);
    case 'PROCESS_INSTANCE_MODIFICATION':
      return projectModification(record, views);
    default:
  }
}

/**
 * The one entry of the record stream, for both brokers: a batch goes through all projections in
 * order, is written, the checkpoint moves, and only then is it acknowledged. One batch at a time.
 * While the store is away a batch is tried again and its sender waits; records at or before the
 * checkpoint change nothing, so a sender may repeat itself.
 */
export class Ingest {
  private readonly options: IngestOptions;
  private readonly views: Views;
  private readonly owner = randomUUID();
  private queue: Promise<unknown> = Promise.resolve();
  private readonly waiting = new Set<number>();
  private stopped = false;
  private swept = 0;

  constructor(options: IngestOptions) {
    this.options = options;
    this.views = openViews(options.connection, options.packages, options.calendar);
  }

  /**
   * Takes records in their order, as JSON texts; answers the last position when they are in the
   * store. Rejects when a line is no record (the sender is at fault), or when stopped.
   */
  async ingest(lines: readonly string[]): Promise<number> {
    const records = lines.map((line) => parseRecord(line));
    return this.take(records);
  }

  /** As {@link ingest}, for records already read. */
  async take(records: readonly ExportedRecord[]): Promise<number> {
    const last = records.at(-1)?.position ?? 0;
    const oldest = records[0]?.timestamp ?? this.options.clock.now();
    this.waiting.add(oldest);
    const work = this.queue
      .then(async () => {
        for (const part of byPartition(records)) await this.persist(part);
      })
      .finally(() => this.waiting.delete(oldest));
    this.queue = work.catch(() => undefined);
    await work;
    return last;
  }

  /** Age of the oldest record taken and not yet in the store; 0 when there is none. Unit: ms. */
  lagMs(): number {
    if (this.waiting.size === 0) return 0;
    return Math.max(0, this.options.clock.now() - Math.min(...this.waiting));
  }

  /** Ends after the batch at hand; batches waiting are rejected, and come again after a start. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.queue;
  }

  /** Tries until the batch is in the store. A broken projection is retried too, and is loud. */
  private async persist(records: readonly ExportedRecord[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      if (this.stopped) throw new Error('the ingest is stopped');
      try {
        return await this.write(records);
      } catch (error) {
        this.forget();
        const first = records[0];
        const { partitionId, position } = first ?? { partitionId: 0, position: 0 };
        if (attempt % 10 === 0) {
          const facts = { err: error, partitionId, position, attempt };
          this.options.log.error(facts, 'batch not stored');
        }
        await pause(Math.min(RETRY_MAX_MS, 50 * 2 ** attempt));
      }
    }
  }

  private async write(records: readonly ExportedRecord[]): Promise<void> {
    const { connection } = this.options;
    const partitionId = records[0]?.partitionId ?? 1;
    const { position, takenOver } = await takePartition(connection, partitionId, this.owner);
    if (takenOver) this.forget();
    const fresh = records.filter((record) => record.position > position);
    const events = fresh.filter((record) => record.recordType === 'EVENT');
    const last = fresh.at(-1);
    if (!last) return;
    await preload(events, this.views);
    await projectDefinitions(events, this.views);
    for (const record of events) apply(record, this.views);
    const changes = changesOf(this.views);
    await this.flush();
    await this.announce(partitionId, last.position, changes);
    await moveCheckpoint(connection, partitionId, this.owner, last.position, last.timestamp);
    for (const { valueType } of events) this.options.metrics?.recordsProjected.inc({ valueType });
    this.options.onChanges(changes);
  }

  /** Documents that others are derived from go last, so that a repeat derives the same again. */
  private async flush(): Promise<void> {
    const { steps, cases, scopes } = this.views;
    const sources: readonly unknown[] = [steps, cases, scopes];
    const derived = collectionsOf(this.views).filter((view) => !sources.includes(view));
    await Promise.all(derived.map((view) => view.flush()));
    await Promise.all([steps.flush(), cases.flush(), scopes.flush()]);
    for (const [key, position] of this.views.retitled) await this.retitle(key, position);
    this.views.retitled.clear();
  }

  private async retitle(caseKey: string, position: number): Promise<void> {
    const found = this.views.cases.get(caseKey);
    if (!found) return;
    const { title, number, urgency } = found;
    await taskModel(this.options.connection).updateMany(
      { caseKey, metaPosition: { $lt: position } },
      { $set: { title, number, urgency, urgencyRank: urgencyRank(found), metaPosition: position } },
    );
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

  private forget(): void {
    for (const view of collectionsOf(this.views)) view.forget();
    this.views.retitled.clear();
  }
}

function byPartition(records: readonly ExportedRecord[]): ExportedRecord[][] {
  const parts = new Map<number, ExportedRecord[]>();
  for (const record of records) {
    const part = parts.get(record.partitionId);
    if (part) part.push(record);
    else parts.set(record.partitionId, [record]);
  }
  return [...parts.values()];
}
