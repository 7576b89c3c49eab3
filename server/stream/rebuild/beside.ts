import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import { loadPackages } from '../../../processes/package/index.ts';
import { Packages } from '../../businesses/packages.ts';
import { createCalendar, loadNotices } from '../../clock/index.ts';
import { type Config, dataPaths } from '../../config.ts';
import { startStoreWorker } from '../../store/worker.ts';
import {
  rebuild,
  type RebuildOptions,
  type RebuildProgress,
  type RebuildReport,
} from './rebuild.ts';
import { lockRun, renewRun, unlockRun } from './run-lock.ts';

/** What the operator chose. */
export type RebuildChoice = Pick<RebuildOptions, 'dryRun' | 'projection' | 'signal' | 'tell'>;

/** What came of it, or one line why it was not done. */
export type RebuildOutcome = { done: RebuildReport } | { refused: string };

const DATABASE = 'tongqu';
const PREFIX = 'tongqu-rebuild-';
const RENEW_MS = 3_000;
/** Longest wait for the store's answer. Unit: ms. */
const SELECTION_MS = 5_000;

/**
 * Rebuilds the read models of a product from a process of its own: what is replayed goes into a
 * store in a temporary folder, and the product only serves reads and takes repairs. A product that
 * ends meanwhile ends the rebuild; nothing needs to be undone.
 */
export async function rebuildBeside(
  config: Config,
  choice: RebuildChoice,
): Promise<RebuildOutcome> {
  const uri = config.mongodbUri ?? socketOf(config.dataDir);
  if (uri === null) {
    return { refused: `no product runs on ${config.dataDir}: rebuilding needs it running` };
  }
  const folder = mkdtempSync(join(config.mongodbUri ? tmpdir() : config.dataDir, PREFIX));
  const store = await startStoreWorker({ dataDir: folder, port: 0 });
  const live = mongoose.createConnection();
  const shadow = mongoose.createConnection();
  try {
    await Promise.all([open(live, uri), open(shadow, store.uri)]);
    return await locked(live, shadow, choice, () => removeLeftovers(folder));
  } catch (error) {
    return { refused: reasonOf(error) };
  } finally {
    await Promise.all([live.close(), shadow.close()]).catch(() => undefined);
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function locked(
  live: Connection,
  shadow: Connection,
  choice: RebuildChoice,
  onAlone: () => void,
): Promise<RebuildOutcome> {
  const runner = `${hostname()}-${process.pid}`;
  if (!(await lockRun(live, runner))) return { refused: 'another rebuild is under way' };
  onAlone();
  let progress: RebuildProgress = { phase: 'replaying', percent: 0, records: 0 };
  const renewal = setInterval(() => {
    renewRun(live, runner, progress).catch(() => undefined);
  }, RENEW_MS);
  const packages = new Packages();
  packages.replace(await loadPackages());
  const tell = (news: RebuildProgress): void => {
    progress = news;
    choice.tell(news);
  };
  try {
    const calendar = createCalendar(loadNotices());
    return { done: await rebuild({ live, shadow, packages, calendar, ...choice, tell }) };
  } finally {
    clearInterval(renewal);
    await unlockRun(live, runner).catch(() => undefined);
  }
}

async function open(connection: Connection, uri: string): Promise<void> {
  const isNamed = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]+/.test(uri);
  await connection.openUri(uri, {
    ...(isNamed ? {} : { dbName: DATABASE }),
    serverSelectionTimeoutMS: SELECTION_MS,
    autoIndex: false,
    autoCreate: false,
  });
}

/** The embedded store's socket, which only the same user may open. */
function socketOf(dataDir: string): string | null {
  const path = join(dataPaths(dataDir).store, 'store.sock');
  return existsSync(path) ? `mongodb://${encodeURIComponent(path)}/` : null;
}

/** What a rebuild that was killed left behind. */
function removeLeftovers(own: string): void {
  for (const name of readdirSync(dirname(own))) {
    if (!name.startsWith(PREFIX) || name === basename(own)) continue;
    rmSync(join(dirname(own), name), { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'canceled; nothing needs to be undone';
  const gone = /^Mongo/.test(error.name) ? 'the document store does not answer: ' : '';
  return gone + (error.message.split('\n')[0] ?? error.name);
}
