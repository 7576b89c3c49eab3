import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MANIFEST, UNFINISHED } from './target.ts';

/** How the manifest is written; raised when it means something else. */
const MANIFEST_FORMAT = 1;

/** A file of a backup, by its path in it. */
export interface BackupFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What is known of a backup beside its files. */
export interface BackupFacts {
  /** When the copied moment was, ISO 8601. */
  readonly at: string;
  /** Version of the product that made it. */
  readonly version: string;
  /** Whether the product worked meanwhile. */
  readonly running: boolean;
  /** How long writes of the store waited. Unit: ms. */
  readonly heldMs: number;
  /** The engine's part; null when the broker is a cluster. */
  readonly engine: {
    readonly format: number;
    readonly lastPosition: number;
    readonly exportedPosition: number;
  } | null;
  /** The store's part: how far each partition's records are in it; null when it is MongoDB. */
  readonly store: { readonly checkpoints: Readonly<Record<string, number>> } | null;
  /** What has to be backed up with tools of its own. */
  readonly elsewhere: readonly string[];
}

/** The manifest of a backup. */
export interface Manifest extends BackupFacts {
  readonly format: number;
  readonly files: readonly BackupFile[];
}

/**
 * Reads every file of a backup once for its checksum, writes the manifest and takes the mark of
 * the unfinished away: what has a manifest is whole and on the disk. Rejects with the system's
 * error when it can't be written.
 */
export async function finish(to: string, facts: BackupFacts): Promise<Manifest> {
  const files: BackupFile[] = [];
  for (const path of await pathsIn(to)) {
    const { size } = await stat(join(to, path));
    files.push({ path, bytes: size, sha256: await checksum(join(to, path)) });
  }
  const manifest: Manifest = { format: MANIFEST_FORMAT, ...facts, files };
  const beside = join(to, `${MANIFEST}.new`);
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, join(to, MANIFEST));
  await rm(join(to, UNFINISHED), { force: true });
  await syncFolder(to);
  return manifest;
}

/** The SHA-256 of a file, hexadecimal. */
export async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1_048_576 }), hash);
  return hash.digest('hex');
}

async function pathsIn(to: string): Promise<string[]> {
  const entries = await readdir(to, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== UNFINISHED)
    .map((entry) => relative(to, join(entry.parentPath, entry.name)))
    .sort();
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
