import { decode, type Doc } from '../bson/decode.ts';
import { isDoc, isNumeric, toNumber, typeOf } from '../bson/value.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Collection } from '../storage/collection.ts';
import type { Tables } from '../storage/tables.ts';
import { Execution, type Query, type Stream } from '../query/execute.ts';
import { compileFilter } from '../query/filter.ts';
import { compileSort } from '../query/sort.ts';
import { countedGroups } from './counted-groups.ts';
import { fieldsRead } from './fields-read.ts';
import { compilePipeline, type Reader } from './pipeline.ts';

/** The leading stages of a pipeline as a query, and the stages left. */
export interface Split {
  query: Query;
  rest: readonly Doc[];
}

/** Takes `$match`, `$sort`, `$skip` and `$limit` at the beginning into the query. */
export function splitPipeline(stages: readonly Doc[], hint?: unknown): Split {
  const matches: Doc[] = [];
  let i = 0;
  const at = (name: string): unknown => stages[i]?.[name];
  while (isDoc(at('$match'))) matches.push(stages[i++]?.['$match'] as Doc);
  let sort: unknown;
  if (isDoc(at('$sort'))) sort = stages[i++]?.['$sort'];
  while (sort !== undefined && isDoc(at('$match'))) matches.push(stages[i++]?.['$match'] as Doc);
  let skip = 0;
  let limit = 0;
  if (isCount(at('$skip'))) skip = toNumber(stages[i++]?.['$skip']);
  if (isCount(at('$limit')) && toNumber(at('$limit')) > 0)
    limit = toNumber(stages[i++]?.['$limit']);
  const filter = compileFilter(
    matches.length === 1 ? (matches[0] as Doc) : matches.length === 0 ? {} : { $and: matches },
  );
  return {
    query: { filter, sort: compileSort(sort), skip, limit, hint },
    rest: stages.slice(i),
  };
}

function isCount(v: unknown): boolean {
  return isNumeric(typeOf(v)) && Number.isInteger(toNumber(v)) && toNumber(v) >= 0;
}

/** Documents that a pipeline over a collection yields. */
export function runPipeline(
  tables: Tables,
  catalog: Catalog,
  db: string,
  collection: string,
  stages: readonly Doc[],
  hint?: unknown,
): Stream<Doc> {
  const read: Reader = (name, inner) => runPipeline(tables, catalog, db, name, inner);
  const { query, rest } = splitPipeline(stages, hint);
  const c = catalog.get(db, collection);
  if (c) {
    const counted = countedGroups(tables, c, query, rest);
    if (counted) return compilePipeline(counted.rest, read)(counted.stream);
  }
  return compilePipeline(
    rest,
    read,
  )(c ? sourceOf(tables, c, query, rest) : { next: () => null, pause: () => undefined });
}

function sourceOf(tables: Tables, c: Collection, query: Query, rest: readonly Doc[]): Stream<Doc> {
  const run = new Execution(tables, c, query);
  const fields = fieldsRead(rest);
  return {
    next: () => {
      const s = run.next();
      return s && decode(s.raw, 0, fields);
    },
    pause: () => run.pause(),
  };
}
