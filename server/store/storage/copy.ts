import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { dataFile, openTables, type Tables } from './tables.ts';

/**
 * Copies a store that is open, in use or not, to another folder: exactly what was committed when
 * the copy began, without the pages that are free. It is on the disk when this settles. Writers go
 * on meanwhile; what they free is not used again before the copy ends, so the file may grow.
 * Answers its size in bytes.
 * Failures in order: the folder already holds a store; it cannot be written; no room: what was
 * written of the file is removed.
 */
export async function copyStore(tables: Tables, to: string): Promise<number> {
  mkdirSync(to, { recursive: true });
  const file = join(to, dataFile);
  if (existsSync(file)) throw new Error(`store: ${to} already holds a store`);
  try {
    await tables.root.backup(to, true);
    sync(file);
    sync(to);
  } catch (error) {
    rmSync(file, { force: true });
    throw new Error(`store: cannot copy to ${to}: ${(error as Error).message}`);
  }
  return statSync(file).size;
}

/**
 * Makes the file of a store that nobody has open as small as it can be; answers bytes before and
 * after. Until the last step, which is a rename, the old file is untouched: it needs the room for
 * both. Failures as {@link copyStore}.
 */
export async function compactStore(dataDir: string): Promise<{ before: number; after: number }> {
  const beside = join(dataDir, 'compacting');
  rmSync(beside, { recursive: true, force: true });
  const before = statSync(join(dataDir, dataFile)).size;
  const tables = openTables(dataDir);
  let after: number;
  try {
    after = await copyStore(tables, beside);
  } finally {
    await tables.root.close();
  }
  renameSync(join(beside, dataFile), join(dataDir, dataFile));
  sync(dataDir);
  rmSync(beside, { recursive: true, force: true });
  return { before, after };
}

function sync(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
