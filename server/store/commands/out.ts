import { ObjectId } from 'bson';
import { decode, type Doc } from '../bson/decode.ts';
import { encode } from '../bson/encode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { findFirst, type Stream } from '../query/execute.ts';
import { compileFilter } from '../query/filter.ts';
import type { Store } from './context.ts';

/** Carries out `$out` or `$merge` with what a pipeline yields, within a transaction. */
export function intoCollection(store: Store, db: string, stage: Doc, docs: Stream<Doc>): void {
  const all: Doc[] = [];
  for (let d = docs.next(); d; d = docs.next()) all.push(d);
  docs.pause();
  if ('$out' in stage) out(store, db, stage['$out'], all);
  else merge(store, db, stage['$merge'], all);
}

function target(db: string, v: unknown, field: string): { db: string; name: string } {
  if (typeof v === 'string') return { db, name: v };
  if (isDoc(v) && typeof v[field] === 'string')
    return { db: String(v['db'] ?? db), name: v[field] };
  throw new StoreError('BadValue', 'the target of $out or $merge must be a collection');
}

function out(store: Store, db: string, spec: unknown, docs: readonly Doc[]): void {
  const into = target(db, spec, 'coll');
  const c = store.catalog.ensure(into.db, into.name);
  c.clear();
  for (const d of docs) c.insert(encode(d));
}

function merge(store: Store, db: string, spec: unknown, docs: readonly Doc[]): void {
  const options = isDoc(spec) ? spec : { into: spec };
  const into = target(db, options['into'], 'coll');
  const c = store.catalog.ensure(into.db, into.name);
  const on = options['on'] === undefined ? ['_id'] : [options['on']].flat().map(String);
  const whenMatched = options['whenMatched'] ?? 'merge';
  const whenNotMatched = options['whenNotMatched'] ?? 'insert';
  if (typeof whenMatched !== 'string') {
    throw new StoreError(
      'CommandNotSupported',
      '$merge with a pipeline is not supported by this store',
    );
  }
  for (const given of docs) {
    const d = '_id' in given ? given : { _id: new ObjectId(), ...given };
    const filter = compileFilter(Object.fromEntries(on.map((k) => [k, d[k] ?? null])));
    const found = findFirst(store.tables, c, { filter, sort: [], skip: 0, limit: 1 });
    if (!found) {
      if (whenNotMatched === 'fail')
        throw new StoreError('BadValue', '$merge could not find a matching document');
      if (whenNotMatched === 'insert') c.insert(encode(d));
    } else if (whenMatched === 'fail') {
      throw new StoreError('DuplicateKey', '$merge found a document that is there already');
    } else if (whenMatched !== 'keepExisting') {
      c.replace(found, encode(mergedDoc(found.raw, d, whenMatched)));
    }
  }
}

function mergedDoc(old: Buffer, d: Doc, how: string): Doc {
  const before = decode(old);
  return how === 'replace' ? { ...d, _id: before['_id'] } : { ...before, ...d, _id: before['_id'] };
}
