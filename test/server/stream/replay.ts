import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from 'mongoose';
import pino from 'pino';
import { Packages } from '../../../server/businesses/packages.ts';
import { createCalendar, loadNotices } from '../../../server/clock/index.ts';
import { projectRoot } from '../../../server/root.ts';
import { Ingest, type IngestOptions } from '../../../server/stream/ingest.ts';
import { PROJECTED_COLLECTIONS } from '../../../server/stream/views.ts';

/** Lines of a stream recorded from a real Zeebe 8.5.8. */
export function recorded(...names: string[]): string[] {
  const folder = join(projectRoot(), 'test', 'server', 'fixtures');
  return names.flatMap((name) =>
    readFileSync(join(folder, `${name}.jsonl`), 'utf8')
      .trim()
      .split('\n'),
  );
}

/** An ingest on a store, with nothing in memory: as after a restart. */
export function freshIngest(connection: Connection, more: Partial<IngestOptions> = {}): Ingest {
  return new Ingest({
    connection,
    packages: new Packages(),
    onChanges: () => undefined,
    announce: true,
    calendar: createCalendar(loadNotices()),
    clock: { now: () => Date.now() },
    log: pino({ level: 'silent' }),
    ...more,
  });
}

/** The whole read model as plain data, for comparing. */
export async function readModel(connection: Connection): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    PROJECTED_COLLECTIONS.map(async (name) => {
      const found = await connection.collection(name).find().sort({ _id: 1 }).toArray();
      return [name, JSON.parse(JSON.stringify(found)) as unknown] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Cuts lines into batches by a seeded generator: the same seed gives the same cuts. */
export function cut(lines: readonly string[], seed: number, longest: number): string[][] {
  const batches: string[][] = [];
  let state = seed;
  for (let at = 0; at < lines.length;) {
    state = (state * 48_271) % 2_147_483_647;
    const size = 1 + (state % longest);
    batches.push(lines.slice(at, at + size));
    at += size;
  }
  return batches;
}
