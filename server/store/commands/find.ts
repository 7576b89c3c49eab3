import { Long } from 'bson';
import { decode, type Doc } from '../bson/decode.ts';
import { encode } from '../bson/encode.ts';
import { valuesAt } from '../query/traverse.ts';
import { keyOf } from '../storage/key.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { countMatching, Execution, type Query, type Stream } from '../query/execute.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileProjection } from '../query/projection.ts';
import { compileSort } from '../query/sort.ts';
import {
  collectionName,
  collectionOf,
  docField,
  ok,
  refuseCollation,
  wholeNumber,
  type Handler,
} from './context.ts';
import type { RawStream } from './cursor-table.ts';

/** Applies a function to what a stream yields. */
export function mapped<A, B>(stream: Stream<A>, f: (a: A) => B): Stream<B> {
  return {
    next: () => {
      const a = stream.next();
      return a === null ? null : f(a);
    },
    pause: () => stream.pause(),
  };
}

/** A stream of nothing: what a query on a missing collection finds. */
export const nothing: Stream<never> = { next: () => null, pause: () => undefined };

/** Reads a query of a find command. */
export function readQuery(body: Doc, filter: Filter): Query {
  const raw = body['limit'];
  // A negative limit of old drivers means: that many, and no cursor.
  const limit = typeof raw === 'number' && raw < 0 ? -raw : wholeNumber(body, 'limit', 0);
  return {
    filter,
    sort: compileSort(body['sort']),
    skip: wholeNumber(body, 'skip', 0),
    limit,
    hint: body['hint'],
  };
}

/** `find`. Failures in order: collation; filter, sort, projection; hint; memory of a sort. */
export const find: Handler = (store, command) => {
  const { body } = command;
  refuseCollation(body);
  if (body['tailable'])
    throw new StoreError('BadValue', 'tailable cursors need a capped collection');
  const filter = compileFilter(docField(body, 'filter'));
  const query = readQuery(body, filter);
  const projection = compileProjection(body['projection'], filter);
  const c = collectionOf(store, command);
  const ns = `${command.db}.${collectionName(command)}`;
  const stream: RawStream = c
    ? mapped(new Execution(store.tables, c, query), (s) => (projection ? projection(s.raw) : s.raw))
    : nothing;
  const single =
    body['singleBatch'] === true || (typeof body['limit'] === 'number' && body['limit'] < 0);
  const batch = wholeNumber(body, 'batchSize', limits.defaultBatchSize);
  return store.cursors.first(ns, stream, batch, single);
};

/** `getMore`. */
export const getMore: Handler = (store, { body, db }) => {
  const id = body['getMore'];
  const ns = `${db}.${String(body['collection'])}`;
  return store.cursors.more(asLong(id), ns, wholeNumber(body, 'batchSize', 0));
};

function asLong(v: unknown): Long {
  return Long.isLong(v) ? v : Long.fromNumber(Number(v));
}

/** `killCursors`. */
export const killCursors: Handler = (store, { body }) => {
  const ids = (Array.isArray(body['cursors']) ? body['cursors'] : []).map(asLong);
  const killed = ids.filter((id) => store.cursors.kill(id));
  const missed = ids.filter((id) => !killed.includes(id));
  return ok({
    cursorsKilled: killed,
    cursorsNotFound: missed,
    cursorsAlive: [],
    cursorsUnknown: [],
  });
};

/** `count`. */
export const count: Handler = (store, command) => {
  const { body } = command;
  refuseCollation(body);
  const filter = compileFilter(docField(body, 'query'));
  const c = collectionOf(store, command);
  if (!c) return ok({ n: 0 });
  return ok({ n: countMatching(store.tables, c, { ...readQuery(body, filter), sort: [] }) });
};

/** `distinct`: values of a path, arrays opened. Fails with BadValue when they exceed 16 MB. */
export const distinct: Handler = (store, command) => {
  const { body } = command;
  refuseCollation(body);
  const path = body['key'];
  if (typeof path !== 'string') throw new StoreError('TypeMismatch', 'distinct needs a key');
  const filter = compileFilter(docField(body, 'query'));
  const c = collectionOf(store, command);
  if (!c) return ok({ values: [] });
  const run = new Execution(store.tables, c, {
    filter,
    sort: [],
    skip: 0,
    limit: 0,
    hint: body['hint'],
  });
  const values = new Map<string, unknown>();
  const parts = path.split('.');
  const fields = new Set([parts[0] as string]);
  let bytes = 0;
  for (let s = run.next(); s; s = run.next()) {
    for (const v of valuesAt(decode(s.raw, 0, fields), parts).flat(1)) {
      const key = keyOf(v).toString('latin1');
      if (values.has(key)) continue;
      values.set(key, v);
      bytes += key.length;
      if (bytes > limits.maxDistinctBytes)
        throw new StoreError('BadValue', 'distinct too big, 16mb cap');
    }
  }
  run.pause();
  return ok({
    values: [...values.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, v]) => v),
  });
};

/** The bytes of documents. */
export function encoded(stream: Stream<Doc>): RawStream {
  return mapped(stream, encode);
}
