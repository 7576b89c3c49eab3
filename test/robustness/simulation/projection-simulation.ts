import type { Connection } from 'mongoose';
import { deepStrictEqual } from 'node:assert';
import { readLines, rawCollection } from '../../../server/stream/archive-reader.ts';
import { idsOf } from '../../../server/stream/archive.model.ts';
import type { Ingest } from '../../../server/stream/ingest.ts';
import { Random } from '../../differential/random/random.ts';
import { freshIngest, readModel } from '../../server/stream/replay.ts';
import { StoreCrashes, type WriteBoundary, type WriteCrash } from './store-crashes.ts';
import type { StreamSource } from './stream-source.ts';

/** A disturbed way of the records into the read model. */
export interface ProjectionPlan {
  readonly seed: number;
  readonly stream: StreamSource;
  /** Writes between two crashes, on average. */
  readonly apart: number;
}

/** What came of it. */
export interface ProjectionResult {
  readonly crashes: number;
  readonly faults: readonly string[];
}

/** The read model and the archive that an undisturbed projector makes of a stream. */
export async function undisturbed(
  connection: Connection,
  { lines }: StreamSource,
): Promise<Record<string, unknown>> {
  await freshIngest(connection, { announce: false }).ingest(lines);
  return wholeModel(connection);
}

/**
 * Brings a stream into a read model while projectors are cut off at their writes, batches come
 * again from where an acknowledgment was saved last, and a second server takes over now and then.
 * What is different from `expected` at the end.
 */
export async function project(
  connection: Connection,
  { seed, stream: { lines }, apart }: ProjectionPlan,
  expected: Record<string, unknown>,
): Promise<ProjectionResult> {
  const random = new Random(seed, 'projection');
  const crashes = new StoreCrashes(connection);
  crashes.install();
  try {
    const run = new ProjectionRun(connection, crashes, random, apart, lines);
    await run.play();
    return { crashes: run.crashed, faults: differences(await wholeModel(connection), expected) };
  } finally {
    crashes.remove();
  }
}

class ProjectionRun {
  crashed = 0;
  private readonly connection: Connection;
  private readonly crashes: StoreCrashes;
  private readonly random: Random;
  private readonly apart: number;
  private readonly lines: readonly string[];
  /** What the engine knows to be stored. */
  private acknowledged = 0;
  /** What of it the engine still knows after a crash of its own. */
  private saved = 0;
  private others: Ingest[] = [];

  constructor(
    connection: Connection,
    crashes: StoreCrashes,
    random: Random,
    apart: number,
    lines: readonly string[],
  ) {
    this.connection = connection;
    this.crashes = crashes;
    this.random = random;
    this.apart = apart;
    this.lines = lines;
  }

  async play(): Promise<void> {
    while (this.acknowledged < this.lines.length) {
      const crash = this.draw();
      const dead = this.crashes.arm(crash);
      await this.feed(this.open(), dead);
    }
  }

  /** Sends batch after batch until all are stored or the projector is gone. */
  private async feed(first: Ingest, dead: Promise<'crashed'>): Promise<void> {
    let ingest = first;
    while (this.acknowledged < this.lines.length) {
      const from = this.acknowledged;
      const to = Math.min(this.lines.length, from + this.random.int(1, 80));
      const outcome = await Promise.race([ingest.ingest(this.lines.slice(from, to)), dead]);
      if (outcome === 'crashed') {
        this.crashed += 1;
        this.others = [];
        if (this.random.chance(40)) this.acknowledged = this.saved;
        return;
      }
      this.acknowledged = to;
      if (this.random.chance(50)) this.saved = to;
      if (this.random.chance(10)) ingest = this.other(ingest);
      if (this.random.chance(5)) this.acknowledged = this.saved;
    }
  }

  private open(): Ingest {
    return freshIngest(this.connection, { announce: false });
  }

  /** The other of two servers, with what it remembers of its own time. */
  private other(ingest: Ingest): Ingest {
    const next = this.others.pop() ?? this.open();
    this.others.push(ingest);
    return next;
  }

  private draw(): WriteCrash {
    const boundary = this.random.pick<WriteBoundary>([
      'before the write',
      'in the middle of it',
      'written, nobody told',
    ]);
    return { atWrite: this.random.int(1, 2 * this.apart - 1), boundary };
  }
}

/** The read model, and the records that the archive keeps in their order. */
async function wholeModel(connection: Connection): Promise<Record<string, unknown>> {
  return { ...(await readModel(connection)), archive: await archived(connection) };
}

async function archived(connection: Connection): Promise<unknown[]> {
  const kept = new Map<number, unknown>();
  const segments = await rawCollection(connection)
    .find({ _id: idsOf(1) }, { promoteBuffers: true })
    .sort({ _id: 1 })
    .toArray();
  for (const segment of segments) {
    for (const text of await readLines(segment)) {
      const record = JSON.parse(text) as { position: number };
      kept.set(record.position, record);
    }
  }
  return [...kept].sort(([one], [other]) => one - other).map(([, record]) => record);
}

function differences(found: Record<string, unknown>, expected: Record<string, unknown>): string[] {
  return Object.keys(expected).flatMap((name) => {
    try {
      deepStrictEqual(found[name], expected[name]);
      return [];
    } catch (error) {
      return [`${name}: ${(error as Error).message.slice(0, 1_500)}`];
    }
  });
}
