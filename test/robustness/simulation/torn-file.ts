import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import type { Random } from '../../differential/random/random.ts';

const PAGE_BYTES = 4096;
/** Pages at the front of lmdb's file that say which state holds: written last, after a flush. */
export const META_PAGES = 2;

/**
 * Leaves a file as a power cut would while a commit is written: of the pages that the commit
 * changed some are there and some are not, in any order, but none of the first `whole`: lmdb writes
 * its meta page only after the others are flushed. `before` is the file before the commit, or none
 * was there; `after` is what the commit made of it. Source: lmdb, `mdb_txn_commit`.
 */
export function tear(before: string, after: string, random: Random, whole: number): void {
  const fresh = readFileSync(after);
  const file = openSync(before, constants.O_RDWR | constants.O_CREAT);
  const old = readFileSync(before);
  try {
    for (let at = whole * PAGE_BYTES; at < fresh.length; at += PAGE_BYTES) {
      const page = fresh.subarray(at, at + PAGE_BYTES);
      if (page.equals(old.subarray(at, at + PAGE_BYTES)) || random.chance(50)) continue;
      writeSync(file, page, 0, page.length, at);
    }
  } finally {
    closeSync(file);
  }
}
