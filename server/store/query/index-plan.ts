import { equalValues } from '../bson/compare.ts';
import type { CollectionIndex, IndexField } from '../storage/collection-index.ts';
import { place } from '../storage/key.ts';
import { descending, rangeBehind, type Interval } from './bounds.ts';
import {
  boundOfPath,
  clausesOf,
  impliesExistence,
  impliesFilter,
  isPoints,
  type Clauses,
  type Leaf,
  type PathBound,
} from './clauses.ts';
import type { KeyRange } from './scan.ts';
import type { SortField } from './sort.ts';

/** Ranges that one after the other come in order; `skip` bytes before what differs. */
export interface RangeGroup {
  ranges: KeyRange[];
  skip: number;
}

/** How one index would answer a query. */
export interface IndexPlan {
  index: CollectionIndex;
  groups: RangeGroup[];
  reverse: boolean;
  /** Whether the hits come in the order asked for. */
  sorted: boolean;
  /** Whether the keys say all that the filter says, so that no document need be read. */
  exact: boolean;
  /** Leading fields bound to single values, and whether a range follows. */
  equalities: number;
  bounded: boolean;
  /** Whether all constant fields lie before the bytes in which the order is read. */
  aligned: boolean;
  /** Leading fields bound to null only: mostly what very many documents have. */
  nulls: number;
}

/** The most ranges one scan may be cut into by `$in` lists. */
const maxRanges = 2_000;

/** A plan over an index, or null when it can serve neither filter nor sort. */
export function planIndex(
  index: CollectionIndex,
  clauses: Clauses,
  sort: readonly SortField[],
): IndexPlan | null {
  if (index.spec.sparse && !index.fields.some((f) => impliesExistence(clauses.leaves, f.path))) {
    return null;
  }
  if (index.filter && !impliesFilter(clauses, index.filter)) return null;
  const bounds = usableBounds(index, clauses);
  const equalities = countEqualities(bounds);
  const order = sort.length > 0 ? findOrder(index, bounds, equalities, sort) : null;
  const bounded = bounds[0] !== undefined && bounds[0] !== null;
  if (!bounded && !order && !index.filter) return null;
  return {
    index,
    groups: makeGroups(index, bounds, equalities, order ? order.from : 0, order?.reverse ?? false),
    reverse: order?.reverse ?? false,
    sorted: sort.length === 0 || order !== null,
    exact: isExact(index, clauses, bounds, equalities),
    equalities,
    bounded,
    aligned: (order?.from ?? 0) === equalities,
    nulls: bounds.slice(0, equalities).filter((b) => b?.intervals.every(isNull)).length,
  };
}

function isNull(i: Interval): boolean {
  return i.point && i.lo.key.length === 1 && i.lo.key[0] === place.null;
}

/** For each field its bound, or null; fields sharing an array can only bound the first of them. */
function usableBounds(index: CollectionIndex, clauses: Clauses): (PathBound | null)[] {
  const arrays = new Set<string>();
  return index.fields.map((f, i) => {
    const multikey = index.multikey[i] === true;
    if (multikey && arrays.has(f.parts[0] as string)) return null;
    const bound = boundOfPath(clauses.leaves, f.path, multikey);
    if (bound && multikey) arrays.add(f.parts[0] as string);
    return bound;
  });
}

function countEqualities(bounds: readonly (PathBound | null)[]): number {
  let product = 1;
  let n = 0;
  for (const b of bounds) {
    if (!b || !isPoints(b.intervals)) break;
    product *= Math.max(1, b.intervals.length);
    if (product > maxRanges) break;
    n++;
  }
  return n;
}

interface Order {
  from: number;
  reverse: boolean;
}

/**
 * Whether the index yields the order asked for: the sort fields must follow the constant ones,
 * all in the index's direction or all against it. `from` is the field at which order begins:
 * ranges that differ before it are merged, behind it they already lie in order.
 */
function findOrder(
  index: CollectionIndex,
  bounds: readonly (PathBound | null)[],
  equalities: number,
  sort: readonly SortField[],
): Order | null {
  const constant = (path: string): boolean =>
    index.fields.some(
      (f, i) =>
        f.path === path &&
        i < equalities &&
        bounds[i]?.intervals.length === 1 &&
        !index.multikey[i],
    );
  const wanted = sort.filter((s) => !constant(s.path));
  const fields: (IndexField & { multikey: boolean })[] = index.fields.map((f, i) => ({
    ...f,
    multikey: index.multikey[i] === true,
  }));
  // Entries with one key lie in the order of `_id`.
  fields.push({ path: '_id', parts: ['_id'], descending: false, multikey: false });
  for (let from = equalities; from >= 0; from--) {
    const rest = fields.slice(from).filter((f) => !constant(f.path));
    if (wanted.length > rest.length) continue;
    const directions = new Set(
      wanted.map((w, i) => {
        const f = rest[i];
        if (!f || f.path !== w.path || f.multikey) return null;
        return f.descending !== w.descending;
      }),
    );
    if (directions.has(null) || directions.size > 1) continue;
    return { from, reverse: directions.has(true) };
  }
  return null;
}

function makeGroups(
  index: CollectionIndex,
  bounds: readonly (PathBound | null)[],
  equalities: number,
  from: number,
  reverse: boolean,
): RangeGroup[] {
  const oriented = bounds.map((b, i) =>
    b ? orient(index.fields[i] as IndexField, b.intervals) : null,
  );
  let prefixes: Buffer[] = [index.prefix];
  for (let i = 0; i < from; i++) prefixes = extend(prefixes, oriented[i] as Interval[]);
  return prefixes.map((prefix) => {
    let inner = [prefix];
    for (let i = from; i < equalities; i++) inner = extend(inner, oriented[i] as Interval[]);
    const last = oriented[equalities];
    const ranges = inner.flatMap((p) =>
      last ? last.map((interval) => rangeBehind(p, interval)) : [rangeBehind(p, everything)],
    );
    return { ranges: reverse ? ranges.reverse() : ranges, skip: prefix.length };
  });
}

const everything: Interval = {
  lo: { key: Buffer.alloc(0), inclusive: true },
  hi: { key: Buffer.alloc(0), inclusive: true },
  point: false,
};

function orient(field: IndexField, intervals: readonly Interval[]): Interval[] {
  return field.descending ? intervals.map(descending).reverse() : [...intervals];
}

function extend(prefixes: readonly Buffer[], points: readonly Interval[]): Buffer[] {
  return prefixes.flatMap((p) => points.map((i) => Buffer.concat([p, i.lo.key])));
}

function isExact(
  index: CollectionIndex,
  clauses: Clauses,
  bounds: readonly (PathBound | null)[],
  equalities: number,
): boolean {
  if (clauses.others || clauses.ors.length > 0 || index.isMultikey) return false;
  const used = new Set<string>();
  index.fields.forEach((f, i) => {
    if (i <= equalities && bounds[i]?.exact) used.add(f.path);
  });
  const own = index.filter ? clausesOf(index.filter.root).leaves : [];
  return clauses.leaves.every((l) => used.has(l.path) || own.some((o) => isSameLeaf(o, l)));
}

/** Whether an index's own filter asks exactly this: then every document in it satisfies it. */
function isSameLeaf(own: Leaf, l: Leaf): boolean {
  return (
    own.path === l.path &&
    own.predicate.op === l.predicate.op &&
    !own.predicate.negated &&
    !l.predicate.negated &&
    equalValues(own.predicate.operand, l.predicate.operand)
  );
}
