import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Collection } from '../storage/collection.ts';
import { sameKey } from '../storage/index-spec.ts';
import type { Tables } from '../storage/tables.ts';
import { rangeBehind } from './bounds.ts';
import { boundOfPath, clausesOf, isPoints, type Clauses } from './clauses.ts';
import type { Filter, FilterNode } from './filter.ts';
import { planIndex, type IndexPlan } from './index-plan.ts';
import {
  ChainScan,
  DistinctScan,
  DocScan,
  EntryScan,
  IdScan,
  MergeScan,
  type KeyRange,
  type Source,
} from './scan.ts';
import type { SortField } from './sort.ts';

/** How a query reads: where hits come from, and what is left to do with them. */
export type Plan = { sorted: boolean; exact: boolean } & (
  | { kind: 'empty' }
  | { kind: 'ids'; ids: Buffer[] }
  | { kind: 'docs'; range: KeyRange; reverse: boolean }
  | { kind: 'index'; plan: IndexPlan }
  | { kind: 'union'; branches: Plan[]; merge: boolean }
);

/** What is asked, for the planner. */
export interface Question {
  filter: Filter;
  sort: readonly SortField[];
  /** 0 without limit. */
  limit: number;
  hint?: unknown;
}

/**
 * Chooses a plan: by `_id` when that is bound; else the index that reads least, preferring order
 * over a sort; else a union of indexes for `$or`; else all documents.
 * Fails with BadValue when the hint names no index.
 */
export function makePlan(tables: Tables, c: Collection, q: Question): Plan {
  const clauses = clausesOf(q.filter.root);
  const natural = isDoc(q.hint) && '$natural' in q.hint;
  if (natural) return everyDoc(c, [], Number((q.hint as Doc)['$natural']) < 0, clauses, q);
  const byId = planId(c, clauses, q);
  if (q.hint !== undefined && q.hint !== null && q.hint !== '') {
    return hinted(c, clauses, q) ?? byId ?? everyDoc(c, q.sort, false, clauses, q);
  }
  if (byId && (byId.kind === 'ids' || byId.kind === 'empty')) return byId;
  const best = choose(tables, candidates(c, clauses, q.sort), q);
  if (best?.bounded) return { kind: 'index', plan: best, sorted: best.sorted, exact: best.exact };
  if (byId) return byId;
  const union = planUnion(tables, c, clauses, q);
  if (union) return union;
  if (best) return { kind: 'index', plan: best, sorted: best.sorted, exact: best.exact };
  return everyDoc(c, q.sort, false, clauses, q);
}

function candidates(c: Collection, clauses: Clauses, sort: readonly SortField[]): IndexPlan[] {
  return c.indexes
    .filter((i) => !i.spec.hidden)
    .map((i) => planIndex(i, clauses, sort))
    .filter((p) => p !== null);
}

function hinted(c: Collection, clauses: Clauses, q: Question): Plan | null {
  const { hint } = q;
  if (hint === '_id_' || (isDoc(hint) && sameKey(hint, { _id: 1 }))) return null;
  const index = c.indexes.find((i) =>
    isDoc(hint) ? sameKey(i.spec.key, hint) : i.spec.name === hint,
  );
  if (!index) {
    throw new StoreError(
      'BadValue',
      'error processing query: planner returned error: hint ' +
        'provided does not correspond to an existing index',
    );
  }
  const plan = planIndex(index, clauses, q.sort);
  if (plan) return { kind: 'index', plan, sorted: plan.sorted, exact: plan.exact };
  const whole: IndexPlan = {
    index,
    groups: [{ ranges: [{ lo: index.prefix, hi: index.end }], skip: 4 }],
    reverse: false,
    sorted: q.sort.length === 0,
    exact: false,
    equalities: 0,
    bounded: false,
    aligned: true,
    nulls: 0,
  };
  return { kind: 'index', plan: whole, sorted: whole.sorted, exact: false };
}

function planId(c: Collection, clauses: Clauses, q: Question): Plan | null {
  const bound = boundOfPath(clauses.leaves, '_id', false);
  if (!bound) return null;
  const onlyId =
    !clauses.others && clauses.ors.length === 0 && clauses.leaves.every((l) => l.path === '_id');
  const exact = onlyId && bound.exact;
  const [first] = q.sort;
  const byId = q.sort.length > 0 && first?.path === '_id';
  if (bound.intervals.length === 0) return { kind: 'empty', sorted: true, exact: true };
  if (isPoints(bound.intervals)) {
    const ids = bound.intervals.map((i) => i.lo.key);
    if (byId && first.descending) ids.reverse();
    return { kind: 'ids', ids, exact, sorted: q.sort.length === 0 || byId || ids.length === 1 };
  }
  if (bound.intervals.length > 1) return null;
  const interval = bound.intervals[0];
  if (!interval) return null;
  return {
    kind: 'docs',
    range: rangeBehind(c.prefix, interval),
    exact,
    reverse: byId && first.descending,
    sorted: q.sort.length === 0 || byId,
  };
}

function everyDoc(
  c: Collection,
  sort: readonly SortField[],
  reverse: boolean,
  clauses: Clauses,
  q: Question,
): Plan {
  const byId = sort[0]?.path === '_id';
  return {
    kind: 'docs',
    range: { lo: c.prefix, hi: c.end },
    reverse: byId ? sort[0]?.descending === true : reverse,
    sorted: q.sort.length === 0 || byId,
    exact: clauses.leaves.length === 0 && clauses.ors.length === 0 && !clauses.others,
  };
}

/**
 * The plan that reads least. Candidates are probed for how many entries lie in their ranges;
 * where that is much for all, one that needs no sort wins, then one with more equalities.
 */
function choose(tables: Tables, plans: IndexPlan[], q: Question): IndexPlan | null {
  if (plans.length <= 1) return plans[0] ?? null;
  const unique = plans.find((p) => p.index.spec.unique && p.equalities === p.index.fields.length);
  if (unique) return unique;
  const cap = limits.planProbe;
  const probed = plans.map((p) => ({ p, n: p.bounded ? probe(tables, p, cap) : cap }));
  const least = probed.reduce((a, b) => (better(b, a) ? b : a));
  if (least.n < cap) return least.p;
  const sorted = probed.filter((x) => x.p.sorted && x.p.bounded);
  const pool = q.sort.length > 0 && sorted.length > 0 ? sorted : probed;
  const best = pool.reduce((a, b) => (rank(b.p) > rank(a.p) ? b : a)).p;
  if (best.sorted || !q.limit) return best;
  // Bounded without order against order without bounds: order wins when the former reads much.
  const ordered = plans.find((p) => p.sorted);
  return ordered && probe(tables, best, cap * 25) >= cap * 25 ? ordered : best;
}

function better(a: { p: IndexPlan; n: number }, b: { p: IndexPlan; n: number }): boolean {
  if (a.n !== b.n) return a.n < b.n;
  return rank(a.p) > rank(b.p);
}

function rank(p: IndexPlan): number {
  return (
    (p.bounded ? 1_000 : 0) +
    (p.sorted ? 100 : 0) +
    p.equalities * 10 +
    (p.exact ? 5 : 0) -
    (p.index.isMultikey ? 3 : 0) -
    p.index.fields.length / 100 -
    p.nulls * 6
  );
}

function probe(tables: Tables, p: IndexPlan, cap: number): number {
  let n = 0;
  for (const { ranges } of p.groups) {
    for (const { lo, hi } of ranges) {
      n += [...tables.entries.getRange({ start: lo, end: hi, limit: cap - n })].length;
      if (n >= cap) return n;
    }
  }
  return n;
}

/** A union over the branches of one `$or`, each of which must have an index of its own. */
function planUnion(tables: Tables, c: Collection, clauses: Clauses, q: Question): Plan | null {
  for (const branches of clauses.ors) {
    const plans = branches.map((b) => branchPlan(tables, c, clauses, b, q));
    if (plans.includes(null)) continue;
    const all = plans as Plan[];
    const merge = q.sort.length > 0 && mergeable(all);
    return {
      kind: 'union',
      branches: all,
      merge,
      exact: false,
      sorted: merge || q.sort.length === 0,
    };
  }
  return null;
}

function branchPlan(
  tables: Tables,
  c: Collection,
  clauses: Clauses,
  branch: FilterNode,
  q: Question,
): Plan | null {
  const own = clausesOf(branch);
  const joint: Clauses = {
    leaves: [...clauses.leaves, ...own.leaves],
    ors: own.ors,
    others: true,
  };
  const byId = planId(c, joint, { ...q, sort: [] });
  if (byId && q.sort.length === 0) return byId;
  const best = choose(tables, candidates(c, joint, q.sort), q);
  if (best?.bounded) return { kind: 'index', plan: best, sorted: best.sorted, exact: false };
  return byId && { ...byId, sorted: false };
}

/** Branches can be merged when all come in order and their keys are written alike. */
function mergeable(plans: readonly Plan[]): boolean {
  const shapes = new Set(
    plans.map((p) => {
      if (p.kind !== 'index' || !p.sorted || !p.plan.aligned) return null;
      const fields = p.plan.index.fields.map((f) => `${f.path}${f.descending ? '-' : '+'}`);
      return `${p.plan.reverse} ${fields.at(-1)}`;
    }),
  );
  return shapes.size === 1 && !shapes.has(null);
}

/** Opens what a plan reads. */
export function openPlan(tables: Tables, plan: Plan): Source {
  switch (plan.kind) {
    case 'empty':
      return new IdScan([]);
    case 'ids':
      return new IdScan(plan.ids);
    case 'docs':
      return new DocScan(tables, plan.range, plan.reverse);
    case 'index':
      return openIndex(tables, plan.plan);
    case 'union':
      return openUnion(tables, plan.branches, plan.merge);
  }
}

function openIndex(tables: Tables, p: IndexPlan): Source {
  const sources = p.groups.map((g) =>
    chain(g.ranges.map((r) => new EntryScan(tables, r, p.reverse))),
  );
  const joined =
    sources.length === 1
      ? (sources[0] as Source)
      : p.sorted
        ? new MergeScan(
            sources,
            p.groups.map((g) => g.skip),
            p.reverse,
          )
        : chain(sources);
  return p.index.isMultikey ? new DistinctScan(joined) : joined;
}

function chain(sources: Source[]): Source {
  return sources.length === 1 ? (sources[0] as Source) : new ChainScan(sources);
}

function openUnion(tables: Tables, branches: readonly Plan[], merge: boolean): Source {
  if (!merge) return new DistinctScan(chain(branches.map((b) => openPlan(tables, b))));
  const plans = branches.map((b) => (b as { plan: IndexPlan }).plan);
  const groups = plans.flatMap((p) => p.groups.map((g) => ({ g, reverse: p.reverse })));
  const sources = groups.map(({ g, reverse }) =>
    chain(g.ranges.map((r) => new EntryScan(tables, r, reverse))),
  );
  const reverse = plans[0]?.reverse === true;
  return new DistinctScan(
    new MergeScan(
      sources,
      groups.map(({ g }) => g.skip),
      reverse,
    ),
  );
}
