import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import {
  changeModel,
  checkpointModel,
  type ChangeRecord,
  type CheckpointRecord,
} from '../stream/checkpoint.ts';
import type { Hub } from './hub.ts';

/** How often the store is asked. Unit: ms. */
const POLL_MS = 250;
/** Most batches read at a time. */
const MAX_CHANGES = 200;

/**
 * On a server that does not ingest: follows the changes that another server wrote, by each
 * partition's position, and tells the pages open here.
 */
export class ChangeTail {
  private readonly seen = new Map<number, number>();
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;
  private readonly connection: Connection;
  private readonly hub: Hub;
  private readonly log: Logger;

  constructor(connection: Connection, hub: Hub, log: Logger) {
    this.connection = connection;
    this.hub = hub;
    this.log = log;
  }

  start(): void {
    this.stopped = false;
    this.plan();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private plan(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.look()
        .catch((error: unknown) => this.log.debug({ err: error }, 'changes not read'))
        .finally(() => this.plan());
    }, POLL_MS);
    this.timer.unref();
  }

  /** Reads what is new; the first look only notes where each partition stands. */
  async look(): Promise<void> {
    const checkpoints = await checkpointModel(this.connection).find().lean<CheckpointRecord[]>();
    for (const { partitionId, position } of checkpoints) {
      const from = this.seen.get(partitionId);
      this.seen.set(partitionId, position);
      if (from === undefined || from >= position) continue;
      const changes = await changeModel(this.connection)
        .find({ partitionId, position: { $gt: from, $lte: position } })
        .sort({ position: 1 })
        .limit(MAX_CHANGES)
        .lean<ChangeRecord[]>();
      const groups = new Set(changes.flatMap((change) => change.groups));
      this.hub.tell({ groups, cases: new Set(changes.flatMap((change) => change.cases)) });
    }
  }
}
