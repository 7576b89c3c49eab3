import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dataPaths } from '../../config.ts';
import { MANIFEST, UNFINISHED } from './target.ts';

/** The files of engine and store in a data folder. */
const files = (dataDir: string): string[] => {
  const { engine, store } = dataPaths(dataDir);
  return [join(engine, 'engine.mdb'), join(store, 'data.mdb')];
};

/** How much room a backup may need at most: a copy has no free pages, so it's seldom more. */
export function dataBytes(dataDir: string): number {
  const sizes = files(dataDir).map((file) => (existsSync(file) ? statSync(file).size : 0));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Copies what a data folder holds beside engine and store (the session secret), and nothing that
 * belongs to one run: the operator's door, an earlier manifest, sockets and locks.
 */
export function copyTheRest(dataDir: string, to: string): void {
  const { engine, store, product, operatorToken } = dataPaths(dataDir);
  const own = [engine, store, product, operatorToken].map((path) => basename(path));
  const left = new Set([...own, MANIFEST, UNFINISHED, 'lost+found']);
  for (const entry of readdirSync(dataDir, { withFileTypes: true })) {
    if (left.has(entry.name) || !(entry.isFile() || entry.isDirectory())) continue;
    cpSync(join(dataDir, entry.name), join(to, entry.name), {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => isPlain(path),
    });
  }
}

function isPlain(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (found.isFile() || found.isDirectory());
}
