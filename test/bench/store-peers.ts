import { loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';
import mongoose from 'mongoose';
import { startStoreWorker } from '../../server/store/worker.ts';
import { missingTools, startSecondOpinion } from '../server/store/second-opinion/start.ts';
import { temporaryFolder } from '../support/product.ts';
import { middle } from './statistics.ts';
import { benchStore } from './store.bench.ts';
import {
  insertTasks,
  makeIndexes,
  projectionWrites,
  smallWork,
  type StoreFigures,
} from './store-workload.ts';

/** The stores measured: ours, and mongo-java-server over H2. */
export type StorePeer = 'store' | 'mongo-java';

/** How much is measured. */
export interface StoreBenchOptions {
  readonly rounds: number;
  /** Tasks in the embedded store for inbox and counts. */
  readonly documents: number;
  say(line: string): void;
}

/** Figures of every round, or why there are none. */
export interface StorePeerResult {
  readonly rounds: readonly StoreFigures[];
  readonly missing?: string;
}

/** Tasks of one round: what both can take in some seconds. */
const tasksPerRound = 2_000;

/**
 * Ours and mongo-java-server in alternating rounds, through mongoose and the classes the product
 * writes through. H2 answers before it is on the disk, ours after. Inbox and counts with very many
 * tasks are measured for ours alone, once: they stand in every one of its rounds.
 */
export async function benchStores(
  options: StoreBenchOptions,
): Promise<Record<StorePeer, StorePeerResult>> {
  const missing = missingTools();
  const ours: StoreFigures[] = [];
  const theirs: StoreFigures[] = [];
  const large = await benchStore(options.documents, (line) => options.say(line));
  for (let round = 0; round < options.rounds; round++) {
    const small = await roundOn(startOurs);
    ours.push({ ...small, ...pick(large, ['inboxP50Ms', 'inboxP99Ms', 'countsP99Ms']) });
    if (missing === null) theirs.push(await roundOn(() => startSecondOpinion('h2')));
    options.say(`stores: round ${round + 1} of ${options.rounds}`);
  }
  return {
    store: { rounds: ours },
    'mongo-java': missing === null ? { rounds: theirs } : { rounds: [], missing },
  };
}

function pick(figures: StoreFigures, names: readonly string[]): StoreFigures {
  return Object.fromEntries(names.map((name) => [name, figures[name] ?? Number.NaN]));
}

async function startOurs(): Promise<{ uri: string; close(): Promise<void> }> {
  const folder = temporaryFolder('bench-stores');
  const store = await startStoreWorker({ dataDir: folder.path });
  return {
    uri: store.uri,
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
}

async function roundOn(
  start: () => Promise<{ uri: string; close(): Promise<void> }>,
): Promise<StoreFigures> {
  const store = await start();
  const connection = mongoose.createConnection(store.uri, { dbName: 'bench' });
  try {
    await makeIndexes(connection);
    const insertsPerSecond = await insertTasks(connection, 0, tasksPerRound);
    const { bulkWritesPerSecond = Number.NaN, ...cpu } = await projectionWrites(
      connection,
      tasksPerRound,
      tasksPerRound * 2,
    );
    const small = await smallWork(connection, tasksPerRound);
    // The other store is a process of its own: only ours has its CPU told.
    const own = start === startOurs ? cpu : {};
    return { insertsPerSecond, bulkWritesPerSecond, ...own, ...small };
  } finally {
    await connection.close();
    await store.close();
  }
}

/** `node --import tsx test/bench/store-peers.ts [rounds] [documents]` prints medians and ratios. */
async function main(): Promise<void> {
  const say = (line: string): void => console.error(line);
  const rounds = Number(process.argv[2] ?? 3);
  const result = await benchStores({ rounds, documents: Number(process.argv[3] ?? 20_000), say });
  const ours = middle(result.store.rounds);
  const theirs = middle(result['mongo-java'].rounds);
  const ratios = Object.fromEntries(
    Object.keys(theirs).map((name) => [name, (ours[name] ?? Number.NaN) / (theirs[name] ?? 1)]),
  );
  const { missing } = result['mongo-java'];
  console.log(JSON.stringify({ load: loadavg()[0], ours, theirs, ratios, missing }, null, 2));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
