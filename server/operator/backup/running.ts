import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { reasonOf } from '../../boot/backoff.ts';
import type { EmbeddedEngine, EngineCopy } from '../../boot/embedded-engine.ts';
import type { EmbeddedStore } from '../../boot/embedded-store.ts';
import { type Config, dataPaths } from '../../config.ts';
import { checkpointModel } from '../../stream/checkpoint.ts';
import type { Tell } from '../progress.ts';
import { copyTheRest, dataBytes } from './data-folder.ts';
import { elsewhere } from './elsewhere.ts';
import { type BackupFacts, finish } from './manifest.ts';
import type { BackupOutcome } from './outcome.ts';
import { clearTarget, megabytes, takeTarget } from './target.ts';

/** How often it is looked whether a copy has begun. Unit: ms. */
const LOOK_MS = 1;

/** What a backup of the running product needs of it. */
export interface RunningParts {
  readonly config: Config;
  readonly version: string;
  readonly connection: Connection;
  readonly now: () => number;
  /** Embedded parts that are there now; null stands for a part that is away or elsewhere. */
  readonly engine: () => Pick<EmbeddedEngine, 'backup'> | null;
  readonly store: () => Omit<EmbeddedStore, 'uri' | 'close'> | null;
}

/**
 * Makes the action `backup` of a running product. Engine and store are copied as of one moment:
 * writes of the store wait while both copies begin (a few milliseconds; see
 * `server/operator/DESIGN.md` for why that is enough), and go on while they are written. Refusals
 * in order: another backup is under way; an embedded part is away now; the folder can't be used;
 * a copy fails, as when the disk is full. After a refusal the folder is as it was.
 */
export function backupAction(
  parts: RunningParts,
): (to: string, tell: Tell) => Promise<BackupOutcome> {
  let isBusy = false;
  return async (to, tell) => {
    if (isBusy) return { refused: 'another backup is under way' };
    isBusy = true;
    try {
      return await backup(parts, to, tell);
    } finally {
      isBusy = false;
    }
  };
}

async function backup(parts: RunningParts, to: string, tell: Tell): Promise<BackupOutcome> {
  const { config } = parts;
  const startedAt = performance.now();
  const engine = parts.engine();
  const store = parts.store();
  if (config.zeebe === null && engine === null) return { refused: 'the engine is away just now' };
  if (config.mongodbUri === null && store === null)
    return { refused: 'the store is away just now' };
  const unfit = takeTarget(to, config.dataDir, dataBytes(config.dataDir));
  if (unfit !== null) return { refused: unfit };
  try {
    const { held, copies, at } = await beginCopies({ ...parts, engine, store }, to);
    tell(`copying; writes waited ${held.ms.toFixed(1)} ms`);
    const [copied] = await Promise.all([copies.engine, copies.store]);
    copyTheRest(config.dataDir, to);
    const facts: BackupFacts = {
      at: new Date(at).toISOString(),
      version: parts.version,
      running: true,
      heldMs: Math.round(held.ms * 10) / 10,
      engine: copied === null ? null : positionsOf(copied),
      store: store === null ? null : { checkpoints: held.checkpoints },
      elsewhere: elsewhere(config),
    };
    const torn = inconsistency(facts);
    if (torn !== null) throw new Error(torn);
    tell('reading it once for the checksums');
    const { files, heldMs } = await finish(to, facts);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const durationMs = Math.round(performance.now() - startedAt);
    tell(`${files.length} files, ${megabytes(bytes)}`);
    return { done: { to, bytes, durationMs, heldMs, elsewhere: facts.elsewhere } };
  } catch (error) {
    clearTarget(to);
    return { refused: reasonOf(error) };
  }
}

interface Held {
  readonly ms: number;
  /** How far each partition's records were in the store then. */
  readonly checkpoints: Record<string, number>;
}

interface Begun {
  readonly held: Held;
  readonly at: number;
  readonly copies: {
    readonly engine: Promise<EngineCopy | null>;
    readonly store: Promise<number | null>;
  };
}

type Parts = Pick<RunningParts, 'connection' | 'now'> & {
  readonly engine: ReturnType<RunningParts['engine']>;
  readonly store: ReturnType<RunningParts['store']>;
};

/** Starts both copies while no write of the store commits. */
async function beginCopies(parts: Parts, to: string): Promise<Begun> {
  const { engine, store } = parts;
  const folders = dataPaths(to);
  const startedAt = performance.now();
  await store?.holdWrites();
  try {
    const at = parts.now();
    const copies = {
      engine: engine?.backup(folders.engine) ?? Promise.resolve(null),
      store: store?.backup(folders.store) ?? Promise.resolve(null),
    };
    // Told by whoever awaits them below; a rejection meanwhile is no unhandled one.
    copies.engine.catch(() => undefined);
    copies.store.catch(() => undefined);
    const [checkpoints] = await Promise.all([
      store === null ? {} : checkpointsOf(parts.connection),
      begun(join(folders.engine, 'engine.mdb'), copies.engine),
      begun(join(folders.store, 'data.mdb'), copies.store),
    ]);
    const wasHeld = (await store?.releaseWrites()) ?? true;
    if (!wasHeld) {
      await Promise.allSettled([copies.engine, copies.store]);
      throw new Error('the copies did not begin in time; try again when there is less to do');
    }
    return { held: { ms: performance.now() - startedAt, checkpoints }, at, copies };
  } catch (error) {
    await store?.releaseWrites();
    throw error;
  }
}

/** A copy writes only after its read transaction has begun, so its first bytes tell. */
async function begun(file: string, copy: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = (): void => void (isOver = true);
  copy.then(over, over);
  while (!isOver && ((await stat(file).catch(() => null))?.size ?? 0) === 0) await wait(LOOK_MS);
}

async function checkpointsOf(connection: Connection): Promise<Record<string, number>> {
  const found = await checkpointModel(connection).find().lean();
  return Object.fromEntries(found.map(({ partitionId, position }) => [partitionId, position]));
}

function positionsOf({
  format,
  lastPosition,
  exportedPosition,
}: EngineCopy): BackupFacts['engine'] {
  return { format, lastPosition, exportedPosition };
}

/** What must never be: read models ahead of the engine, or records that neither of them has. */
function inconsistency({ engine, store }: BackupFacts): string | null {
  if (engine === null || store === null) return null;
  const applied = Math.max(0, ...Object.values(store.checkpoints));
  if (applied > engine.lastPosition) {
    return `the store is at position ${applied}, ahead of the engine's ${engine.lastPosition}`;
  }
  if (applied < engine.exportedPosition) {
    return `the store is at position ${applied}, behind what the engine no longer has`;
  }
  return null;
}
