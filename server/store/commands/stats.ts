import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Collection } from '../storage/collection.ts';
import { existing, ok, type Handler, type Store } from './context.ts';
import { version } from './greeting.ts';

/** `serverStatus`: up time, connections, cursors, commits and commands. */
export const serverStatus: Handler = (store) =>
  ok({
    host: 'embedded',
    version,
    process: 'mongod',
    pid: process.pid,
    uptime: (store.now().getTime() - store.startedAt) / 1000,
    localTime: store.now(),
    connections: { current: store.connections() },
    metrics: {
      cursor: { open: { total: store.cursors.size } },
      commands: Object.fromEntries(store.counters),
      commits: store.committer.commits,
    },
    storageEngine: { name: 'lmdb', persistent: true },
  });

/** Bytes of the data file. */
function fileBytes(store: Store): number {
  return statSync(join(store.dataDir, 'data.mdb'), { throwIfNoEntry: false })?.size ?? 0;
}

/** Mean size of a collection's documents, from its first hundred: exact sums would read all. */
function averageBytes(store: Store, c: Collection): number {
  let n = 0;
  let bytes = 0;
  for (const e of store.tables.docs.getRange({ start: c.prefix, end: c.end, limit: 100 })) {
    n++;
    bytes += e.value?.length ?? 0;
  }
  return n === 0 ? 0 : Math.round(bytes / n);
}

/** `collStats`; sizes are estimated from a sample. Fails with NamespaceNotFound. */
export const collStats: Handler = (store, command) => {
  const c = existing(store, command);
  const avgObjSize = averageBytes(store, c);
  return ok({
    ns: c.ns,
    count: c.count,
    size: avgObjSize * c.count,
    avgObjSize,
    storageSize: avgObjSize * c.count,
    nindexes: c.indexes.length + 1,
    indexSizes: {},
    totalIndexSize: 0,
    capped: false,
  });
};

/** `dbStats`; sizes are those of the whole file. */
export const dbStats: Handler = (store, { db }) => {
  const all = store.catalog.list(db);
  return ok({
    db,
    collections: all.length,
    views: 0,
    objects: all.reduce((n, c) => n + c.count, 0),
    indexes: all.reduce((n, c) => n + c.indexes.length + 1, 0),
    dataSize: fileBytes(store),
    storageSize: fileBytes(store),
    indexSize: 0,
    totalSize: fileBytes(store),
  });
};
