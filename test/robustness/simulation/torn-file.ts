import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Random } from '../../differential/random/random.ts';

const PAGE_BYTES = 4096;
/** Pages at the front that say which state of the file holds: written last, after a flush. */
const META_PAGES = 2;

/**
 * Leaves a file as a power cut would while lmdb writes a commit: of the pages that the commit
 * changed some are there and some are not, in any order, but never the meta page, because that is
 * written only after the others are flushed. `before` is the file before the commit; `after` is
 * what the commit made of it. Source: lmdb, `mdb_txn_commit`.
 */
export function tear(before: string, after: string, random: Random): void {
  const [old, fresh] = [readFileSync(before), readFileSync(after)];
  const file = openSync(before, 'r+');
  try {
    for (let at = META_PAGES * PAGE_BYTES; at < fresh.length; at += PAGE_BYTES) {
      const page = fresh.subarray(at, at + PAGE_BYTES);
      if (page.equals(old.subarray(at, at + PAGE_BYTES)) || random.chance(50)) continue;
      writeSync(file, page, 0, page.length, at);
    }
  } finally {
    closeSync(file);
  }
}
