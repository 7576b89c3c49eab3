import { Binary } from 'bson';
import type { Doc } from '../bson/decode.ts';
import { encode } from '../bson/encode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import type { Collection } from '../storage/collection.ts';
import {
  collectionName,
  collectionOf,
  docField,
  existing,
  ok,
  refuseCollation,
  wholeNumber,
  type Handler,
  type Store,
} from './context.ts';

const ignoredOptions = new Set([
  'create',
  'lsid',
  '$db',
  '$clusterTime',
  'writeConcern',
  'comment',
  'autoIndexId',
  'storageEngine',
  'indexOptionDefaults',
  'idIndex',
  'maxTimeMS',
  'apiVersion',
  'txnNumber',
  'collation',
  '$readPreference',
  'encryptedFields',
  'validationLevel',
  'validationAction',
  'validator',
]);

/** `create`. Refuses capped, time-series and view collections, and validators. */
export const create: Handler = async (store, command) => {
  const { body } = command;
  refuseCollation(body);
  for (const option of ['capped', 'timeseries', 'viewOn', 'clusteredIndex']) {
    if (body[option])
      throw new StoreError('InvalidOptions', `${option} is not supported by this store`);
  }
  if (isDoc(body['validator']) && Object.keys(body['validator']).length > 0) {
    throw new StoreError('InvalidOptions', 'validators are not supported by this store');
  }
  const options = Object.fromEntries(
    Object.entries(body).filter(([k]) => !ignoredOptions.has(k) && k !== 'capped'),
  );
  await store.committer.submit(() => {
    store.catalog.create(command.db, collectionName(command), options);
  });
  return ok();
};

/** `drop`: an absent collection is no failure, as in MongoDB 7. */
export const drop: Handler = async (store, command) => {
  if (!collectionOf(store, command)) return ok();
  return store.committer.submit(() => {
    const c = collectionOf(store, command);
    if (!c) return ok();
    dropCollection(store, c);
    return ok({ ns: c.ns, nIndexesWas: c.indexes.length + 1 });
  });
};

function dropCollection(store: Store, c: Collection): void {
  store.cursors.killAll(c.ns);
  store.catalog.drop(c);
}

/** `dropDatabase`. */
export const dropDatabase: Handler = async (store, command) => {
  await store.committer.submit(() => {
    for (const c of store.catalog.list(command.db)) dropCollection(store, c);
  });
  return ok({ dropped: command.db });
};

/** `renameCollection`, on admin with full names. Failures: absent source; taken target. */
export const renameCollection: Handler = async (store, { body }) => {
  const [from, to] = [String(body['renameCollection']), String(body['to'])].map((ns) => {
    const dot = ns.indexOf('.');
    return { db: ns.slice(0, dot), name: ns.slice(dot + 1) };
  }) as [{ db: string; name: string }, { db: string; name: string }];
  await store.committer.submit(() => {
    const c = store.catalog.get(from.db, from.name);
    if (!c)
      throw new StoreError(
        'NamespaceNotFound',
        `Source collection ${from.db}.${from.name} does not exist`,
      );
    const taken = store.catalog.get(to.db, to.name);
    if (taken && body['dropTarget'] !== true)
      throw new StoreError('NamespaceExists', 'target namespace exists');
    if (taken) dropCollection(store, taken);
    store.catalog.rename(c, to.db, to.name);
  });
  return ok();
};

/** Documents made for an answer, as a cursor. */
function answer(store: Store, ns: string, docs: readonly Doc[], body: Doc): Uint8Array[] {
  let i = 0;
  const stream = {
    next: () => {
      const d = docs[i++];
      return d ? encode(d) : null;
    },
    pause: () => undefined,
  };
  return store.cursors.first(
    ns,
    stream,
    wholeNumber(docField(body, 'cursor'), 'batchSize', 10_000),
    false,
  );
}

/** `listCollections`. */
export const listCollections: Handler = (store, command) => {
  const filter = compileFilter(docField(command.body, 'filter'));
  const nameOnly = command.body['nameOnly'] === true;
  const docs = store.catalog
    .list(command.db)
    .map((c) =>
      nameOnly
        ? { name: c.name, type: 'collection' }
        : {
            name: c.name,
            type: 'collection',
            options: c.options,
            info: { readOnly: false, uuid: new Binary(c.uuid, 4) },
            idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
          },
    )
    .filter((d) => filter.matches(d));
  return answer(store, `${command.db}.$cmd.listCollections`, docs, command.body);
};

/** `listDatabases`: those that have a collection. */
export const listDatabases: Handler = (store, { body }) => {
  const names = [...new Set(store.catalog.list().map((c) => c.db))];
  const filter = compileFilter(docField(body, 'filter'));
  const all = names
    .map((name) => ({ name, sizeOnDisk: 0, empty: false }))
    .filter((d) => filter.matches(d));
  const databases = body['nameOnly'] === true ? all.map(({ name }) => ({ name })) : all;
  return ok({ databases, totalSize: 0 });
};

/** `listIndexes`. Fails with NamespaceNotFound. */
export const listIndexes: Handler = (store, command) => {
  const c = existing(store, command);
  const docs: Doc[] = [
    { v: 2, key: { _id: 1 }, name: '_id_' },
    ...c.indexes.map((i) => ({ v: 2, ...i.spec })),
  ];
  return answer(store, c.ns, docs, command.body);
};
