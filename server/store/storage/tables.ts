import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { checkPages } from '../../../engine/state/page-check.ts';
import { limits } from '../limits.ts';
import { bringUpToDate } from './data-format.ts';
import { Sealer } from './sealed.ts';

/** The one file that holds everything; the lock file beside it is made anew by whoever opens. */
export const dataFile = 'data.mdb';

/** A table of bytes by bytes. */
export type Table = Database<Buffer, Buffer>;

/** A table whose values carry a checksum: one that is not what was written reads as null. */
export type SealedTable = Database<Buffer | null, Buffer>;

/** The store's file. Keys are unsigned bytes, ordered; every table shares one transaction. */
export interface Tables {
  readonly root: RootDatabase<Buffer, Buffer>;
  /** Text key → BSON: collections, indexes and their counters. */
  readonly catalog: SealedTable;
  /** Collection (4 bytes) + key of `_id` → the document's bytes as the client sent them. */
  readonly docs: SealedTable;
  /** Index (4 bytes) + key of its fields → keys of `_id`, several per key and ordered. */
  readonly entries: Table;
}

/**
 * Opens (or makes) the store under `dataDir`. A commit is on the disk before it returns.
 * Failures in order: pages of the file are damaged; the folder cannot be written; the file is not
 * a store; it is one of a newer format.
 */
export function openTables(dataDir: string): Tables {
  const flaw = checkPages(join(dataDir, dataFile), limits.pageCheckMs);
  if (flaw !== null) throw new Error(flaw);
  const binary = { encoding: 'binary', keyEncoding: 'binary', cache: false } as const;
  const root = open<Buffer, Buffer>({
    path: dataDir,
    ...binary,
    // Commits return only after fdatasync: an answer is a promise that survives a power cut.
    overlappingSync: false,
    mapSize: limits.mapBytes,
    maxDbs: 8,
  });
  const entries = root.openDB<Buffer, Buffer>({ name: 'entries', dupSort: true, ...binary });
  // The binary encoding has no encoder, yet resuming within the values of one key asks it how a
  // value is written: as it is.
  Object.assign(entries, { encoder: { writeKey: writeBytes, encode: (v: Buffer) => v } });
  const documents = new Sealer();
  try {
    bringUpToDate(root, root.openDB<Buffer, Buffer>({ name: 'catalog', ...binary }), documents);
  } catch (error) {
    void root.close();
    throw error;
  }
  const sealing = { keyEncoding: 'binary', cache: false } as const;
  const sealed = (name: string, encoder: Sealer): SealedTable =>
    root.openDB<Buffer | null, Buffer>({ name, ...sealing, encoder } as never);
  return {
    root,
    entries,
    catalog: sealed('catalog', new Sealer()),
    docs: sealed('docs', documents),
  };
}

function writeBytes(value: Uint8Array | undefined, target: Uint8Array, at: number): number {
  if (!value) return at;
  target.set(value, at);
  return at + value.length;
}

/** Removes every key of [start, end), within a write transaction. */
export function removeRange(table: Table | SealedTable, start: Buffer, end: Buffer): void {
  for (;;) {
    // A cursor does not survive removals under it, so keys are taken a handful at a time.
    const keys = [...table.getKeys({ start, end, limit: 1_000 })];
    if (keys.length === 0) return;
    for (const key of keys) table.removeSync(key);
  }
}
