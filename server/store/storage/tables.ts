import { open, type Database, type RootDatabase } from 'lmdb';
import { limits } from '../limits.ts';

/** A table of bytes by bytes. */
export type Table = Database<Buffer, Buffer>;

/** The store's file. Keys are unsigned bytes, ordered; every table shares one transaction. */
export interface Tables {
  readonly root: RootDatabase<Buffer, Buffer>;
  /** Text key → BSON: collections, indexes and their counters. */
  readonly catalog: Table;
  /** Collection (4 bytes) + key of `_id` → the document's bytes as the client sent them. */
  readonly docs: Table;
  /** Index (4 bytes) + key of its fields → keys of `_id`, several per key and ordered. */
  readonly entries: Table;
}

/**
 * Opens (or makes) the store under `dataDir`. A commit is on the disk before it returns.
 * Failures: the folder cannot be written; the file is not a store.
 */
export function openTables(dataDir: string): Tables {
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
  return {
    root,
    entries,
    catalog: root.openDB<Buffer, Buffer>({ name: 'catalog', ...binary }),
    docs: root.openDB<Buffer, Buffer>({ name: 'docs', ...binary }),
  };
}

function writeBytes(value: Uint8Array | undefined, target: Uint8Array, at: number): number {
  if (!value) return at;
  target.set(value, at);
  return at + value.length;
}

/** Removes every key of [start, end), within a write transaction. */
export function removeRange(table: Table, start: Buffer, end: Buffer): void {
  for (;;) {
    // A cursor does not survive removals under it, so keys are taken a handful at a time.
    const keys = [...table.getKeys({ start, end, limit: 1_000 })];
    if (keys.length === 0) return;
    for (const key of keys) table.removeSync(key);
  }
}
