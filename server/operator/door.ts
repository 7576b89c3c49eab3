import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dataPaths } from '../config.ts';

/** What a program on the same machine needs to talk to the product of a data folder. */
export interface Door {
  readonly pid: number;
  /** Where its API listens, as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly startedAt: string;
}

/**
 * Writes where the product listens and the token of this run into the data folder, both readable
 * for this user alone. Throws the system's error when the folder can't be written.
 */
export function writeDoor(dataDir: string, door: Door, token: string): void {
  const files = dataPaths(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o750 });
  write(files.operatorToken, token);
  write(files.product, `${JSON.stringify(door)}\n`);
}

/** Takes both away again, unless another server of the same folder has put its own there. */
export function removeDoor(dataDir: string): void {
  const files = dataPaths(dataDir);
  if (readDoor(dataDir)?.door.pid !== process.pid) return;
  rmSync(files.product, { force: true });
  rmSync(files.operatorToken, { force: true });
}

/** The door of a data folder; null when no product has left one there. */
export function readDoor(dataDir: string): { door: Door; token: string } | null {
  const files = dataPaths(dataDir);
  try {
    const door = JSON.parse(readFileSync(files.product, 'utf8')) as Door;
    return { door, token: readFileSync(files.operatorToken, 'utf8').trim() };
  } catch {
    return null;
  }
}

/** A file of an earlier run may have other rights, so it is made anew. */
function write(file: string, text: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
}
