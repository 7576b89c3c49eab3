import { loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';
import mongoose from 'mongoose';
import { startStoreWorker } from '../../server/store/worker.ts';
import { temporaryFolder } from '../support/product.ts';
import {
  counts,
  inbox,
  insertTasks,
  makeIndexes,
  projectionWrites,
  smallWork,
  type StoreFigures,
} from './store-workload.ts';

/** A figure with what it has to reach. */
export interface StoreFigure {
  name: string;
  measured: number;
  limit: number;
  unit: string;
}

/**
 * The embedded store with very many tasks of a city in it: inserts, projection writes, inbox and
 * counts. A million take minutes. `say` hears how far it is.
 */
export async function benchStore(
  documents: number,
  say: (line: string) => void,
): Promise<StoreFigures> {
  const folder = temporaryFolder('bench-store');
  const store = await startStoreWorker({ dataDir: folder.path });
  const connection = mongoose.createConnection(store.uri, { dbName: 'bench' });
  try {
    await makeIndexes(connection);
    const insertsPerSecond = await insertTasks(connection, 0, documents);
    say(`store: ${documents} tasks, ${insertsPerSecond} a second`);
    const reads = {
      ...(await inbox(connection, 500)),
      ...(await counts(connection, 50)),
      ...(await smallWork(connection, documents)),
    };
    const writes = await projectionWrites(connection, documents, documents + 20_000);
    return { insertsPerSecond, ...writes, ...reads };
  } finally {
    await connection.close();
    await store.close();
    folder.remove();
  }
}

/** What the figures of {@link benchStore} have to reach with a million tasks. */
export function storeFigures(figures: StoreFigures): StoreFigure[] {
  const of = (name: string): number => figures[name] ?? Number.NaN;
  return [
    { name: 'inbox, p99', measured: of('inboxP99Ms'), limit: 10, unit: 'ms' },
    { name: 'counts by business and light', measured: of('countsP99Ms'), limit: 100, unit: 'ms' },
    {
      name: 'bulk projection writes',
      measured: of('bulkWritesPerSecond'),
      limit: 20_000,
      unit: 'documents/s, at least',
    },
  ];
}

/** `node --import tsx test/bench/store.bench.ts [documents]` prints JSON. */
async function main(): Promise<void> {
  const documents = Number(process.argv[2] ?? 100_000);
  const before = loadavg()[0];
  const figures = await benchStore(documents, (line) => console.error(line));
  const load = { before, after: loadavg()[0] };
  console.log(JSON.stringify({ documents, load, figures, reach: storeFigures(figures) }, null, 2));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
