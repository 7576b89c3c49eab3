import type { Connection } from 'mongoose';
import type { Packages } from '../../businesses/packages.ts';
import type { Calendar } from '../../clock/index.ts';
import { taskModel } from '../../tasks/task.model.ts';
import { Projector } from '../projector.ts';
import { PROJECTIONS, type ProjectedCollection } from '../projections.ts';
import { PROJECTED_COLLECTIONS } from '../views.ts';
import { settleUnprojected } from './clear.ts';
import { compareAll, compareSome, type CollectionReport, type CompareOptions } from './compare.ts';
import { archiveEnd, forgetEverywhere, untilSettled, whileHeld } from './hold.ts';
import { checkpointsOf, Replay } from './replay.ts';

/** What a rebuild is asked to do. */
export interface RebuildOptions {
  /** The store of the running product. */
  readonly live: Connection;
  /** An empty store for what the stream says. */
  readonly shadow: Connection;
  readonly packages: Packages;
  readonly calendar: Calendar;
  /** Compare and tell, change nothing. */
  readonly dryRun: boolean;
  /** Only what this projection writes; null: everything. */
  readonly projection: string | null;
  readonly signal: AbortSignal;
  readonly tell: (progress: RebuildProgress) => void;
}

/** Where a rebuild is. */
export interface RebuildProgress {
  readonly phase: 'replaying' | 'comparing' | 'finishing';
  readonly percent: number;
  readonly records: number;
}

/** What a rebuild found and did. */
export interface RebuildReport {
  readonly records: number;
  readonly collections: Readonly<Record<string, CollectionReport>>;
  /** Differences found in all. */
  readonly differences: number;
  readonly repaired: number;
  /** Records that projections can't digest, now as before. */
  readonly undigested: number;
  /** Records that had been put aside and are in the read models now. */
  readonly cleared: number;
  /** How long no server applied records. Unit: ms. */
  readonly heldMs: number;
}

/** Documents looked at again without a hold, while there are more than this many. */
const FEW = 500;
const MAX_ROUNDS = 4;

/**
 * Builds the read models again from the archive of the stream, beside the running product, and
 * repairs what differs where it stands. Fields that commands write are never touched. Throws
 * `ArchiveGap` when the archive does not reach back, `AbortError` when canceled; then everything is
 * as it was, or right.
 */
export async function rebuild(options: RebuildOptions): Promise<RebuildReport> {
  const run = new Rebuild(options);
  return run.run();
}

/** The projections that `--projection` may name. */
export const PROJECTION_NAMES: readonly string[] = PROJECTIONS.map(({ name }) => name);

class Rebuild {
  private readonly options: RebuildOptions;
  private readonly replay: Replay;
  private readonly reports = new Map<ProjectedCollection, CollectionReport>();
  private records = 0;
  private ends = 0;
  private heldMs = 0;

  constructor(options: RebuildOptions) {
    this.options = options;
    const { live, shadow, packages, calendar } = options;
    this.replay = new Replay({
      source: live,
      shadow,
      projector: new Projector(shadow, packages, calendar),
      onProgress: (records) => {
        this.records = records;
        this.step('replaying');
      },
    });
    for (const name of this.names()) {
      const counts = { compared: 0, different: 0, missing: 0, extra: 0, repaired: 0 };
      this.reports.set(name, { ...counts, examples: [] });
    }
  }

  async run(): Promise<RebuildReport> {
    const { live, shadow, dryRun } = this.options;
    await taskModel(shadow).collection.createIndex({ caseKey: 1 });
    for (const { partitionId } of await checkpointsOf(live)) {
      this.ends += await archiveEnd(live, partitionId);
    }
    let open = await this.round(null);
    for (let round = 1; round < MAX_ROUNDS && sizeOf(open) > FEW; round += 1) {
      open = await this.round(open);
    }
    const heldAt = Date.now();
    await whileHeld(live, () => this.round(open, true));
    this.heldMs = Date.now() - heldAt;
    const { faults, positions } = this.replay;
    const { projection } = this.options;
    const cleared = dryRun ? 0 : await settleUnprojected(live, { faults, positions, projection });
    return this.report(cleared);
  }

  /** Catches up, compares and repairs; answers what must be looked at again. */
  private async round(open: Open | null, isHeld = false): Promise<Open> {
    const { live, dryRun } = this.options;
    await this.replay.catchUp();
    await untilSettled(live);
    const repairedBefore = this.sum('repaired');
    const again: Open = new Map();
    for (const [name, report] of this.reports) {
      const compare = this.compareOptions(name, report, isHeld);
      const ids = open?.get(name);
      if (open === null) again.set(name, await compareAll(compare));
      else if (ids) again.set(name, await compareSome(compare, ids));
    }
    if (!dryRun && this.sum('repaired') > repairedBefore) {
      await forgetEverywhere(live, `rebuild-${process.pid}`);
    }
    return again;
  }

  private compareOptions(
    name: ProjectedCollection,
    report: CollectionReport,
    isHeld: boolean,
  ): CompareOptions {
    const { live, shadow, dryRun } = this.options;
    return {
      live,
      shadow,
      name,
      isHeld,
      report,
      positions: this.replay.positions,
      repair: !dryRun,
      onProgress: () => this.step(isHeld ? 'finishing' : 'comparing'),
    };
  }

  private names(): readonly ProjectedCollection[] {
    const chosen = PROJECTIONS.find(({ name }) => name === this.options.projection);
    return chosen?.writes ?? PROJECTED_COLLECTIONS;
  }

  private step(phase: RebuildProgress['phase']): void {
    const { signal, tell } = this.options;
    signal.throwIfAborted();
    const done = [...this.replay.positions.values()].reduce((sum, one) => sum + one, 0);
    const percent = phase === 'replaying' ? Math.min(100, (100 * done) / (this.ends || 1)) : 100;
    tell({ phase, percent, records: this.records });
  }

  private sum(field: 'different' | 'missing' | 'extra' | 'repaired'): number {
    return [...this.reports.values()].reduce((sum, report) => sum + report[field], 0);
  }

  private report(cleared: number): RebuildReport {
    return {
      records: this.records,
      collections: Object.fromEntries(this.reports),
      differences: this.sum('different') + this.sum('missing') + this.sum('extra'),
      repaired: this.sum('repaired'),
      undigested: this.replay.faults.length,
      cleared,
      heldMs: this.heldMs,
    };
  }
}

/** Ids to be looked at again, by collection. */
type Open = Map<ProjectedCollection, string[]>;

function sizeOf(open: Open): number {
  return [...open.values()].reduce((sum, ids) => sum + ids.length, 0);
}
