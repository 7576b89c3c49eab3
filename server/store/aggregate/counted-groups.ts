import type { Doc } from '../bson/decode.ts';
import { decode } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { compileExpression } from '../query/expression.ts';
import type { Query, Stream } from '../query/execute.ts';
import { clausesOf } from '../query/clauses.ts';
import { planIndex, type IndexPlan } from '../query/index-plan.ts';
import type { Collection } from '../storage/collection.ts';
import type { CollectionIndex } from '../storage/collection-index.ts';
import type { Tables } from '../storage/tables.ts';
import { isCounting } from './accumulators.ts';
import { compileGroup } from './group.ts';

/** Groups already counted, and the stages behind them. */
export interface Counted {
  stream: Stream<Doc>;
  rest: readonly Doc[];
}

/**
 * Answers `$match` + `$group` that only counts (or `$match` + `$count`) from an index that holds
 * every field of both: each distinct key is met once and lmdb knows how many documents have it,
 * so a million tasks in a hundred groups cost a hundred steps. Null when no index serves.
 */
export function countedGroups(
  tables: Tables,
  c: Collection,
  query: Query,
  rest: readonly Doc[],
): Counted | null {
  const group = rest[0]?.['$group'];
  if (!isDoc(group) || query.skip || query.limit || query.hint) return null;
  const fields = countedFields(group);
  if (!fields) return null;
  const clauses = clausesOf(query.filter.root);
  if (clauses.leaves.length === 0 && fields.size === 0) return null;
  for (const index of c.indexes) {
    if (index.isMultikey || index.spec.sparse || index.spec.hidden) continue;
    if (![...fields].every((f) => index.fields.some((x) => x.path === f))) continue;
    const plan = planOf(index, clauses);
    if (plan) return { stream: countKeys(tables, c, plan, group, fields), rest: rest.slice(1) };
  }
  return null;
}

/** The plan whose ranges say all that the filter says; the whole index without a filter. */
function planOf(index: CollectionIndex, clauses: ReturnType<typeof clausesOf>): IndexPlan | null {
  const plan = planIndex(index, clauses, []);
  if (plan) return plan.exact ? plan : null;
  const unfiltered = clauses.leaves.length === 0 && clauses.ors.length === 0 && !clauses.others;
  if (!unfiltered || index.filter) return null;
  return {
    index,
    groups: [{ ranges: [{ lo: index.prefix, hi: index.end }], skip: 0 }],
    reverse: false,
    sorted: true,
    exact: true,
    equalities: 0,
    bounded: false,
    aligned: true,
    nulls: 0,
  };
}

/** Paths in the group's `_id` when it is made of paths alone and all else counts. */
function countedFields(group: Doc): Set<string> | null {
  for (const [name, v] of Object.entries(group)) {
    if (name !== '_id' && !isCounting(v)) return null;
  }
  const fields = new Set<string>();
  const id = group['_id'];
  const parts = isDoc(id) ? Object.values(id) : [id];
  for (const p of parts) {
    if (p === null) continue;
    if (typeof p !== 'string' || !p.startsWith('$') || p.startsWith('$$')) return null;
    fields.add(p.slice(1));
  }
  return fields;
}

function countKeys(
  tables: Tables,
  c: Collection,
  plan: IndexPlan,
  group: Doc,
  fields: ReadonlySet<string>,
): Stream<Doc> {
  const names = Object.keys(group).filter((k) => k !== '_id');
  // What `$group` does with documents, done with one document per key and its count.
  const merged = Object.fromEntries(names.map((n) => [n, { $sum: '$n' }]));
  const stage = compileGroup({ ...merged, _id: '$id' });
  const input = keyCounts(tables, c, plan, compileExpression(group['_id']), tops(fields));
  return (stage as NonNullable<typeof stage>)(input);
}

function tops(fields: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...fields].map((f) => f.split('.')[0] as string));
}

/** For each distinct key the group it belongs to (told by one of its documents) and its count. */
function keyCounts(
  tables: Tables,
  c: Collection,
  plan: IndexPlan,
  idOf: (d: Doc) => unknown,
  fields: ReadonlySet<string>,
): Stream<Doc> {
  const { entries } = tables;
  const walk = function* (): Generator<Doc> {
    for (const { ranges } of plan.groups) {
      for (const { lo, hi } of ranges) {
        for (const key of entries.getKeys({ start: lo, end: hi })) {
          const n = entries.getValuesCount(key);
          const idk = entries.get(key) as Buffer;
          const raw = c.get(idk);
          if (raw) yield { id: idOf(decode(raw, 0, fields)), n };
        }
      }
    }
  };
  let it: Generator<Doc> | null = null;
  return {
    next: () => {
      it ??= walk();
      const step = it.next();
      return step.done ? null : step.value;
    },
    pause: () => undefined,
  };
}
