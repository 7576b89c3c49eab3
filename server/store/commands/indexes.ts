import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { checkedSpec, sameKey } from '../storage/index-spec.ts';
import { collectionName, existing, ok, type Handler } from './context.ts';

/**
 * `createIndexes`: all or none; an index that is there already is passed over.
 * Failures in order: the description; a conflict with another index; duplicate keys.
 */
export const createIndexes: Handler = async (store, command) => {
  const list = command.body['indexes'];
  if (!Array.isArray(list) || list.length === 0 || !list.every(isDoc)) {
    throw new StoreError('BadValue', 'Must specify at least one index to create');
  }
  const specs = (list as Doc[]).map(checkedSpec);
  return store.committer.submit(() => {
    const name = collectionName(command);
    const there = store.catalog.get(command.db, name);
    const c = there ?? store.catalog.create(command.db, name);
    const before = c.indexes.length + 1;
    const made: string[] = [];
    try {
      for (const spec of specs) if (store.catalog.addIndex(c, spec)) made.push(spec.name);
    } catch (error) {
      for (const index of c.indexes.filter((i) => made.includes(i.spec.name))) {
        store.catalog.dropIndex(c, index);
      }
      if (!there) store.catalog.drop(c);
      throw error;
    }
    return ok({
      numIndexesBefore: before,
      numIndexesAfter: c.indexes.length + 1,
      createdCollectionAutomatically: !there,
      ...(made.length === 0 ? { note: 'all indexes already exist' } : {}),
    });
  });
};

/** `dropIndexes`: by name, names, key or `*`. Failures: the `_id` index; an unknown one. */
export const dropIndexes: Handler = async (store, command) => {
  const wanted = command.body['index'];
  return store.committer.submit(() => {
    const c = existing(store, command);
    const nIndexesWas = c.indexes.length + 1;
    const names = Array.isArray(wanted) ? wanted : [wanted];
    const chosen =
      wanted === '*'
        ? [...c.indexes]
        : names.map((n) => {
            if (n === '_id_' || (isDoc(n) && sameKey(n, { _id: 1 }))) {
              throw new StoreError('InvalidOptions', 'cannot drop _id index');
            }
            const index = c.indexes.find((i) =>
              isDoc(n) ? sameKey(i.spec.key, n) : i.spec.name === n,
            );
            if (!index)
              throw new StoreError('IndexNotFound', `index not found with name [${String(n)}]`);
            return index;
          });
    for (const index of chosen) store.catalog.dropIndex(c, index);
    return ok({ nIndexesWas });
  });
};
