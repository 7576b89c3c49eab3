import { limits } from '../limits.ts';
import type { Catalog } from './catalog.ts';
import { keyOf, place } from './key.ts';
import type { Collection } from './collection.ts';
import type { CollectionIndex } from './collection-index.ts';
import type { Committer } from './commit.ts';
import type { Tables } from './tables.ts';

/**
 * Removes documents whose date in a TTL index lies further back than the index allows; in
 * transactions of `limits.ttlSweepBatch`, so that writers need not wait for all of it.
 * Answers how many were removed.
 */
export async function sweepExpired(
  tables: Tables,
  catalog: Catalog,
  committer: Committer,
  now: Date,
): Promise<number> {
  let removed = 0;
  for (const c of catalog.list()) {
    for (const index of c.indexes) {
      if (index.spec.expireAfterSeconds === undefined) continue;
      for (;;) {
        const n = await committer.submit(() => sweepBatch(tables, catalog, { c, index, now }));
        removed += n;
        if (n < limits.ttlSweepBatch) break;
      }
    }
  }
  return removed;
}

interface Sweep {
  c: Collection;
  index: CollectionIndex;
  now: Date;
}

/** The collection is looked up again: it may have been dropped since the sweep began. */
function sweepBatch(
  tables: Tables,
  catalog: Catalog,
  { c: { db, name }, index, now }: Sweep,
): number {
  const c = catalog.get(db, name);
  if (!c?.indexes.some((i) => i.id === index.id)) return 0;
  const { lo, hi } = expiredRange(index, now);
  const ids = new Map<string, Buffer>();
  for (const e of tables.entries.getRange({ start: lo, end: hi, limit: limits.ttlSweepBatch })) {
    ids.set(e.value.toString('latin1'), Buffer.from(e.value));
  }
  for (const idk of ids.values()) {
    const raw = c.get(idk);
    if (raw) c.remove({ idk, raw });
  }
  return ids.size;
}

/** Entries with a date up to the moment of expiry; other types never expire. */
function expiredRange(index: CollectionIndex, now: Date): { lo: Buffer; hi: Buffer } {
  const until = new Date(now.getTime() - (index.spec.expireAfterSeconds ?? 0) * 1000 + 1);
  const descending = index.fields[0]?.descending === true;
  const join = (b: Buffer): Buffer => Buffer.concat([index.prefix, b]);
  if (!descending) return { lo: join(Buffer.from([place.date])), hi: join(keyOf(until)) };
  const inverted = keyOf(new Date(until.getTime() - 1), true);
  return { lo: join(inverted), hi: join(Buffer.from([(~place.date & 0xff) + 1])) };
}
