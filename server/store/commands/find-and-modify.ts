import { decode, type Doc } from '../bson/decode.ts';
import { StoreError } from '../errors.ts';
import { findFirst } from '../query/execute.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileProjection } from '../query/projection.ts';
import { compileSort } from '../query/sort.ts';
import { checkNamespace } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import { compileUpdate } from '../update/update.ts';
import {
  collectionName,
  docField,
  ok,
  refuseCollation,
  type Handler,
  type Store,
} from './context.ts';
import { applyTo, upsert } from './update.ts';

/**
 * `findAndModify`: removes, updates or upserts one document and answers it, before or after.
 * Failures in order: contradictory options; the filter; the update; the write's own.
 */
export const findAndModify: Handler = async (store, command) => {
  const { body } = command;
  refuseCollation(body);
  const name = collectionName(command);
  checkNamespace(command.db, name);
  checkOptions(body);
  const filter = compileFilter(docField(body, 'query'));
  const show = compileProjection(body['fields'], filter);
  return store.committer.submit(() => {
    const c =
      store.catalog.get(command.db, name) ??
      (body['upsert'] === true ? store.catalog.create(command.db, name) : null);
    const { value, lastErrorObject } = c
      ? modify(store, c, body, filter)
      : { value: null, lastErrorObject: missed(body) };
    const shown = value && (show ? show(value) : value);
    return ok({ lastErrorObject, value: shown && decode(shown) });
  });
};

function checkOptions(body: Doc): void {
  const remove = body['remove'] === true;
  if (remove && body['update'] !== undefined && body['update'] !== null) {
    throw new StoreError('FailedToParse', 'Cannot specify both an update and remove=true');
  }
  if (remove && body['new'] === true) {
    throw new StoreError(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' " +
        'always returns the deleted document',
    );
  }
  if (remove && body['upsert'] === true) {
    throw new StoreError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
  }
  if (!remove && (body['update'] === undefined || body['update'] === null)) {
    throw new StoreError('FailedToParse', 'Either an update or remove=true must be specified');
  }
}

function missed(body: Doc): Doc {
  return body['remove'] === true ? { n: 0 } : { n: 0, updatedExisting: false };
}

interface Modified {
  value: Buffer | null;
  lastErrorObject: Doc;
}

function modify(store: Store, c: Collection, body: Doc, filter: Filter): Modified {
  const found = findFirst(store.tables, c, {
    filter,
    sort: compileSort(body['sort']),
    skip: 0,
    limit: 1,
    hint: body['hint'],
  });
  if (body['remove'] === true) {
    if (found) c.remove(found);
    return { value: found?.raw ?? null, lastErrorObject: { n: found ? 1 : 0 } };
  }
  const update = compileUpdate(body['update'], body['arrayFilters'], store.now);
  const wantsNew = body['new'] === true;
  if (found) {
    const raw = applyTo(c, found, update, filter) ?? found.raw;
    return { value: wantsNew ? raw : found.raw, lastErrorObject: { n: 1, updatedExisting: true } };
  }
  if (body['upsert'] !== true) return { value: null, lastErrorObject: missed(body) };
  const made = upsert(c, update, filter);
  const upserted = decode(made.raw, 0, new Set(['_id']))['_id'];
  return {
    value: wantsNew ? made.raw : null,
    lastErrorObject: { n: 1, updatedExisting: false, upserted },
  };
}
