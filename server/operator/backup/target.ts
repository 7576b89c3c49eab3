import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { reasonOf } from '../../boot/backoff.ts';

/** Marks a folder in which a backup was begun and is not finished. */
export const UNFINISHED = 'backup.incomplete';
/** What the backup holds; written last. */
export const MANIFEST = 'backup.json';

/**
 * Makes the folder of a backup and marks it as unfinished. Answers null, or in one line why it
 * can't be used, in this order: not an absolute path; inside the data folder (or around it); not
 * empty; not enough room for `neededBytes`; can't be written.
 */
export function takeTarget(to: string, dataDir: string, neededBytes: number): string | null {
  if (!isAbsolute(to)) return `${to} is not an absolute path`;
  if (holds(dataDir, to) || holds(to, dataDir)) {
    return `${to} and the data folder ${dataDir} are inside one another`;
  }
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    const names = readdirSync(to);
    if (names.includes(UNFINISHED)) return `${to} holds an unfinished backup; remove it first`;
    if (names.length > 0) return `${to} is not empty`;
    const free = statfsSync(to);
    const freeBytes = free.bavail * free.bsize;
    if (freeBytes < neededBytes) {
      return `${to} has room for ${megabytes(freeBytes)}, and up to ${megabytes(neededBytes)} are needed`;
    }
    writeFileSync(join(to, UNFINISHED), '', { flag: 'wx' });
    return null;
  } catch (error) {
    return `${to} can't be written: ${reasonOf(error)}`;
  }
}

/** Empties the folder of a backup that failed, so that the next one may use it. */
export function clearTarget(to: string): void {
  for (const name of readdirSync(to)) rmSync(join(to, name), { recursive: true, force: true });
}

/** Why a folder can't be the data folder of a product: a copy that isn't whole. Null: it can. */
export function unfinishedBackup(dataDir: string): string | null {
  if (!existsSync(join(dataDir, UNFINISHED))) return null;
  return `${dataDir} is an unfinished backup, not a copy of everything`;
}

/** Bytes in a person's unit. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function holds(outer: string, inner: string): boolean {
  const path = relative(resolve(outer), resolve(inner));
  return path === '' || (!path.startsWith('..') && !isAbsolute(path));
}
