import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../boot/backoff.ts';
import type { EngineCopy } from '../../boot/embedded-engine.ts';
import { type Config, dataPaths } from '../../config.ts';
import { copyStore } from '../../store/storage/copy.ts';
import { openTables } from '../../store/storage/tables.ts';
import type { Tell } from '../progress.ts';
import { copyTheRest, dataBytes } from './data-folder.ts';
import { elsewhere } from './elsewhere.ts';
import { finish } from './manifest.ts';
import type { BackupOutcome } from './outcome.ts';
import { clearTarget, takeTarget } from './target.ts';

/** What a backup of a product that doesn't run is made from. */
export interface StoppedParts {
  readonly config: Config;
  readonly version: string;
  /** Copies the data of an engine that doesn't run; `main` programs alone know the engine. */
  readonly copyEngine: (dataDir: string, to: string) => Promise<EngineCopy>;
}

/**
 * Backs up a product that doesn't run, from its files: what was acknowledged is in them however it
 * ended. Refusals in order: there is no data; the folder can't be used; a copy fails.
 */
export async function backupStopped(
  { config, version, copyEngine }: StoppedParts,
  to: string,
  tell: Tell,
): Promise<BackupOutcome> {
  const startedAt = performance.now();
  const { dataDir } = config;
  const from = dataPaths(dataDir);
  const hasEngine = existsSync(join(from.engine, 'engine.mdb'));
  const hasStore = existsSync(join(from.store, 'data.mdb'));
  if (!hasEngine && !hasStore) return { refused: `${dataDir} holds no data of the product` };
  const unfit = takeTarget(to, dataDir, dataBytes(dataDir));
  if (unfit !== null) return { refused: unfit };
  try {
    tell('the product does not run; copying its files');
    const goal = dataPaths(to);
    const engine = hasEngine ? await copyEngine(from.engine, goal.engine) : null;
    if (hasStore) await copyStoppedStore(from.store, goal.store);
    copyTheRest(dataDir, to);
    const { files, elsewhere: outside } = await finish(to, {
      at: new Date().toISOString(),
      version,
      running: false,
      heldMs: 0,
      engine,
      store: null,
      elsewhere: elsewhere(config),
    });
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const durationMs = Math.round(performance.now() - startedAt);
    return { done: { to, bytes, durationMs, heldMs: 0, elsewhere: outside } };
  } catch (error) {
    clearTarget(to);
    return { refused: reasonOf(error) };
  }
}

async function copyStoppedStore(from: string, to: string): Promise<void> {
  const tables = openTables(from);
  try {
    await copyStore(tables, to);
  } finally {
    await tables.root.close();
  }
}
