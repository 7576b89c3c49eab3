import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { DataDirectoryError } from './data-directory-error.ts';

/** The one file of a data directory; the lock file beside it is made anew by whoever opens it. */
export const ENGINE_FILE = 'engine.mdb';

/**
 * Copies an open engine's file to another directory: exactly what was committed when the copy
 * began, without free pages, and on the disk when this settles. Commits go on meanwhile; the pages
 * they free are not used again before the copy ends, so the file may grow. The copy has begun as
 * soon as the new file has bytes. Answers its size in bytes.
 * @throws DataDirectoryError when the directory already holds an engine's file, then when the copy
 * cannot be written; what was written of it is removed.
 */
export async function copyFile(root: RootDatabase, to: string): Promise<number> {
  const file = join(to, ENGINE_FILE);
  if (existsSync(file)) throw new DataDirectoryError(`${to} already holds an engine's data.`);
  try {
    mkdirSync(to, { recursive: true });
    await root.backup(file, true);
    sync(file);
    sync(to);
  } catch (error) {
    rmSync(file, { force: true });
    const reason = (error as Error).message.split('\n')[0] ?? '';
    throw new DataDirectoryError(`The engine's data cannot be copied to ${to} (${reason}).`);
  }
  return statSync(file).size;
}

function sync(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
