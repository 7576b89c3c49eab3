import type { RootDatabase } from 'lmdb';
import { Sealer, sumBytes } from './sealed.ts';
import type { Table } from './tables.ts';

/**
 * What this store writes. 1: values bare; nothing tells the format. 2: a checksum behind each
 * document and each row of the catalog.
 */
export const dataFormat = 2;

const formatKey = Buffer.from('format');
const nextIdKey = Buffer.from('next');
const lowest = Buffer.from([0]);

/** Whether every document has a checksum, or only those written since the store knows them. */
const sealing = { some: 0, all: 1 } as const;

/**
 * Sees to it that the catalog is written as this store reads it, and tells the sealer of documents
 * what it will meet. A store of format 1 stays as it is but for its catalog: its documents get
 * their checksum when they are written next. `bare` is the catalog with its values as they lie.
 * Failures, in one line: the row that tells the format is damaged; a newer store has written it.
 */
export function bringUpToDate(root: RootDatabase, bare: Table, documents: Sealer): void {
  const written = bare.get(formatKey);
  const sealer = new Sealer();
  if (written === undefined) {
    const isNew = bare.get(nextIdKey) === undefined;
    root.transactionSync(() => {
      for (const { key, value } of [...bare.getRange({ start: lowest })]) {
        bare.putSync(key, sealed(sealer, value));
      }
      const row = Buffer.from([dataFormat, isNew ? sealing.all : sealing.some]);
      bare.putSync(formatKey, sealed(sealer, row));
    });
    documents.letsUnsealedPass = !isNew;
    return;
  }
  const row = sealer.decode(written);
  if (!row) throw new Error('the row that tells its format is corrupted. Restore a backup.');
  const [format = 0, kind] = row;
  if (format > dataFormat) {
    throw new Error(`it was written by a newer store (format ${format}, this knows ${dataFormat})`);
  }
  documents.letsUnsealedPass = kind === sealing.some;
}

function sealed(sealer: Sealer, value: Buffer): Buffer {
  return Buffer.from(sealer.encode(value).subarray(0, value.length + sumBytes));
}
