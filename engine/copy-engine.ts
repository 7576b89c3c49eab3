import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINE_FILE } from './state/copy-file.ts';
import { DATA_FORMAT, formatOf } from './state/data-format.ts';
import { DataDirectoryError } from './state/data-directory-error.ts';
import { Store } from './state/store.ts';
import { EngineState } from './state/engine-state.ts';
import { PENDING } from './stream/commits.ts';
import { Log } from './stream/log.ts';
import { Meta } from './stream/meta.ts';
import { recover } from './stream/recovery.ts';
import type { FollowUp } from './stream/step.ts';
import { readProcesses } from './deployment/resource-transformers.ts';

/** What the copy of an engine's data holds. */
export interface EngineCopy {
  readonly bytes: number;
  /** The format of the data directory. */
  readonly format: number;
  /** The position of the last record. */
  readonly lastPosition: number;
  /** The position up to which the exporter `port` has everything; the log begins behind it. */
  readonly exportedPosition: number;
}

/** An open engine's file; no more is said of it, for lmdb's types need not be known outside. */
interface Copied {
  copyTo(to: string): Promise<number>;
}

/**
 * Copies an open engine's data to another directory and reads there what it holds, so that a copy
 * that can't be read is no copy.
 * @throws DataDirectoryError as `copyFile` does, or when the copy cannot be read.
 */
export async function copyEngine(store: Copied, to: string): Promise<EngineCopy> {
  const bytes = await store.copyTo(to);
  const copy = await Store.open(to);
  try {
    const format = formatOf(copy) ?? DATA_FORMAT;
    if (format < DATA_FORMAT) {
      throw new DataDirectoryError(`The data is of format ${format}: start the engine on it once.`);
    }
    const meta = new Meta(copy);
    return {
      bytes,
      format,
      lastPosition: meta.lastPosition,
      exportedPosition: meta.exportedBy('port'),
    };
  } finally {
    await copy.close();
    rmSync(join(to, `${ENGINE_FILE}-lock`), { force: true });
  }
}

/** An engine that was killed leaves commits ahead of its file. */
function bringInAhead(store: Store): void {
  const state = new EngineState(store, readProcesses);
  const log = new Log(store);
  const pending = store.keyTable<string, FollowUp>(PENDING);
  recover({ store, state, log, meta: new Meta(store), pending });
  store.onCheckpoint(() => log.flush(0));
}

/**
 * Copies the data of an engine that doesn't run; it can't start before this settles.
 * @throws DataDirectoryError when there is no data, when an engine runs on it, then as `copyFile`.
 */
export async function copyStoppedEngine(dataDir: string, to: string): Promise<EngineCopy> {
  if (!existsSync(join(dataDir, ENGINE_FILE))) {
    throw new DataDirectoryError(`${dataDir} holds no engine's data.`);
  }
  const store = await Store.open(dataDir);
  try {
    if (formatOf(store) === DATA_FORMAT) bringInAhead(store);
    return await copyEngine(store, to);
  } finally {
    await store.close();
  }
}
