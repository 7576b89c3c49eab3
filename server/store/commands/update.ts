import { ObjectId } from 'bson';
import { decode, walk, type Doc } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { encode } from '../bson/encode.ts';
import { StoreError } from '../errors.ts';
import { findFirst, findIds } from '../query/execute.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileSort } from '../query/sort.ts';
import { checkNamespace } from '../storage/catalog.ts';
import type { Collection, Stored } from '../storage/collection.ts';
import { spliceOf, type Splice } from '../update/splice.ts';
import { compileUpdate, seedOf, type Update } from '../update/update.ts';
import {
  collectionName,
  docField,
  ok,
  refuseCollation,
  type Handler,
  type Store,
} from './context.ts';
import { directUpdate } from './direct-update.ts';
import { eachWrite, writeErrors } from './insert.ts';

/** What one update did. */
export interface Updated {
  matched: number;
  modified: number;
  upserted?: unknown;
}

/** Applies an update to one stored document; the new bytes, or null when nothing changed. */
export function applyTo(c: Collection, s: Stored, update: Update, filter: Filter): Buffer | null {
  const raw = encode(update.apply(decode(s.raw), filter, false));
  if (raw.equals(s.raw)) return null;
  c.replace(s, raw);
  return raw;
}

/** Inserts what an upsert describes. */
export function upsert(c: Collection, update: Update, filter: Filter): Stored {
  const made = update.apply(seedOf(filter), filter, true);
  const doc = '_id' in made ? made : { _id: new ObjectId(), ...made };
  return c.insert(encode(doc));
}

/** One operation of a bulk: everything decoded but `u`, which mostly need not be. */
interface Operation {
  op: Doc;
  u: Buffer | null;
}

const beforeU: ReadonlySet<string> = new Set([
  'q',
  'upsert',
  'multi',
  'hint',
  'sort',
  'collation',
  'arrayFilters',
]);

function readOperation(raw: Buffer): Operation {
  let u: Buffer | null = null;
  walk(raw, 0, (type, name, start, end) => {
    if (name === 'u' && type === bsonType.object) u = raw.subarray(start, end);
  });
  return { op: decode(raw, 0, u ? beforeU : null), u };
}

/** Carries out one update of a bulk, within a transaction. */
function updateOnce(store: Store, c: Collection, { op, u }: Operation): Updated {
  refuseCollation(op);
  const filter = compileFilter(docField(op, 'q'));
  const splice = u && !op['arrayFilters'] ? spliceOf(u) : null;
  const compiled = (): Update =>
    compileUpdate(u ? decode(u) : op['u'], op['arrayFilters'], store.now);
  const update = splice ? null : compiled();
  const multi = op['multi'] === true;
  if (multi && (update ?? compiled()).replaces) {
    throw new StoreError(
      'FailedToParse',
      'multi update is not supported for replacement-style update',
    );
  }
  const query = {
    filter,
    sort: compileSort(op['sort']),
    skip: 0,
    limit: multi ? 0 : 1,
    hint: op['hint'],
  };
  const found = multi ? findIds(store.tables, c, query) : listOf(findFirst(store.tables, c, query));
  if (found.length === 0 && op['upsert'] === true) {
    const s = upsert(c, update ?? compiled(), filter);
    return { matched: 0, modified: 0, upserted: decode(s.raw, 0, idOnly)['_id'] };
  }
  let modified = 0;
  for (const { idk, raw } of found) {
    const s = { idk, raw: raw ?? (c.get(idk) as Buffer) };
    if (splice ? spliced(c, s, splice) : applyTo(c, s, update as Update, filter)) modified++;
  }
  return { matched: found.length, modified };
}

function spliced(c: Collection, s: Stored, splice: Splice): boolean {
  const raw = splice(s.raw);
  if (raw) c.replace(s, raw);
  return raw !== null;
}

const idOnly: ReadonlySet<string> = new Set(['_id']);

function listOf(s: Stored | null): Stored[] {
  return s ? [s] : [];
}

/** One operation by the shortest way; null when there is no collection and none is to be made. */
function carryOut(store: Store, db: string, name: string, raw: Buffer): Updated | null {
  const there = store.catalog.get(db, name);
  const direct = there && directUpdate(there, raw);
  if (direct) return direct;
  const operation = readOperation(raw);
  const c = there ?? (operation.op['upsert'] === true ? store.catalog.create(db, name) : null);
  return c && updateOnce(store, c, operation);
}

/** `update`: each operation on its own, all in one transaction. */
export const update: Handler = async (store, command) => {
  const name = collectionName(command);
  checkNamespace(command.db, name);
  const operations = command.sequences.get('updates') ?? [];
  return store.committer.submit(() => {
    let n = 0;
    let nModified = 0;
    const upserted: Doc[] = [];
    const errors = eachWrite(command, operations, (raw, index) => {
      const done = carryOut(store, command.db, name, raw);
      if (!done) return;
      n += done.matched;
      nModified += done.modified;
      if ('upserted' in done) {
        n++;
        upserted.push({ index, _id: done.upserted });
      }
    });
    return ok({ n, nModified, ...(upserted.length ? { upserted } : {}), ...writeErrors(errors) });
  });
};
