import type { Connection } from 'mongoose';
import type { Packages } from '../businesses/packages.ts';
import { urgencyRank } from '../cases/variable.projection.ts';
import type { Calendar } from '../clock/index.ts';
import { taskModel } from '../tasks/task.model.ts';
import { preload } from './preload.ts';
import { readersOf, type Projection } from './projections.ts';
import type { ExportedRecord } from './record.ts';
import { collectionsOf, openViews, type Views } from './views.ts';

/** A projection threw on a record: the record's or the projection's fault, not the store's. */
export class ProjectionFault extends Error {
  readonly record: ExportedRecord;
  readonly projection: string;

  constructor(record: ExportedRecord, projection: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ProjectionFault';
    this.record = record;
    this.projection = projection;
  }
}

/** What names a record for one projection: what is to be left out. */
export function skipKey(record: ExportedRecord, projection: string): string {
  return `${record.partitionId}-${record.position}-${projection}`;
}

/** Left out by every projection. */
export const ALL_PROJECTIONS = 'all';

/** Puts events through all projections and writes what they change, on one store. */
export class Projector {
  readonly views: Views;
  private readonly connection: Connection;

  constructor(connection: Connection, packages: Packages, calendar: Calendar) {
    this.connection = connection;
    this.views = openViews(connection, packages, calendar);
  }

  /**
   * Applies events in their order to documents in memory, after reading what is not there. Throws
   * {@link ProjectionFault}; then everything in memory must be forgotten.
   */
  async apply(events: readonly ExportedRecord[], skip: ReadonlySet<string>): Promise<void> {
    const wanted = skip.size === 0 ? events : events.filter((event) => !isLeftOut(event, skip));
    await preload(wanted, this.views);
    for (const record of wanted) {
      for (const projection of readersOf(record)) {
        if (projection.isFirst) await this.project(record, projection, skip);
      }
    }
    for (const record of wanted) {
      for (const projection of readersOf(record)) {
        if (!projection.isFirst) void this.project(record, projection, skip);
      }
    }
  }

  /** Documents that others are derived from go last, so that a repeat derives the same again. */
  async flush(): Promise<void> {
    const { steps, cases, scopes } = this.views;
    const sources: readonly unknown[] = [steps, cases, scopes];
    const derived = collectionsOf(this.views).filter((view) => !sources.includes(view));
    await Promise.all(derived.map((view) => view.flush()));
    for (const [key, position] of this.views.retitled) await this.retitle(key, position);
    await Promise.all([steps.flush(), cases.flush(), scopes.flush()]);
    this.views.retitled.clear();
  }

  /** Forgets what is in memory: it is wrong, or somebody else writes to the store. */
  forget(): void {
    for (const view of collectionsOf(this.views)) view.forget();
    this.views.retitled.clear();
  }

  private project(
    record: ExportedRecord,
    projection: Projection,
    skip: ReadonlySet<string>,
  ): void | Promise<void> {
    if (skip.size > 0 && skip.has(skipKey(record, projection.name))) return;
    const fault = (error: unknown): never => {
      throw new ProjectionFault(record, projection.name, error);
    };
    try {
      return projection.apply(record, this.views)?.catch(fault);
    } catch (error) {
      return fault(error);
    }
  }

  private async retitle(caseKey: string, position: number): Promise<void> {
    const found = this.views.cases.get(caseKey);
    if (!found) return;
    const { title, number, urgency } = found;
    await taskModel(this.connection).updateMany(
      { caseKey, metaPosition: { $lt: position } },
      { $set: { title, number, urgency, urgencyRank: urgencyRank(found), metaPosition: position } },
    );
  }
}

function isLeftOut(record: ExportedRecord, skip: ReadonlySet<string>): boolean {
  return skip.has(skipKey(record, ALL_PROJECTIONS));
}
