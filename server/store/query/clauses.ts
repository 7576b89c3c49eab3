import { equalValues } from '../bson/compare.ts';
import type { Filter, FilterNode } from './filter.ts';
import { boundOf, intersect, type Interval } from './bounds.ts';
import type { Predicate } from './predicate.ts';

/** A predicate with its path. */
export interface Leaf {
  path: string;
  predicate: Predicate;
}

/** A filter taken apart: what must all hold. */
export interface Clauses {
  leaves: Leaf[];
  /** Alternatives, each a list of branches. */
  ors: (readonly FilterNode[])[];
  /** Whether something else must hold too. */
  others: boolean;
}

/** The conjuncts of a filter. */
export function clausesOf(root: FilterNode): Clauses {
  const clauses: Clauses = { leaves: [], ors: [], others: false };
  collect(root, clauses);
  return clauses;
}

function collect(node: FilterNode, into: Clauses): void {
  switch (node.kind) {
    case 'and':
      node.list.forEach((n) => collect(n, into));
      break;
    case 'leaf':
      into.leaves.push({ path: node.path, predicate: node.predicate });
      break;
    case 'or':
      into.ors.push(node.list);
      break;
    default:
      into.others = true;
  }
}

/** What all predicates on one path say together. */
export interface PathBound {
  intervals: Interval[];
  /** Whether the intervals say everything that the predicates on this path say. */
  exact: boolean;
}

/**
 * Joint bound of a path. Where arrays occur, different elements may satisfy different predicates,
 * so only one of them may bound the keys.
 */
export function boundOfPath(
  leaves: readonly Leaf[],
  path: string,
  multikey: boolean,
): PathBound | null {
  let result: PathBound | null = null;
  let exact = !multikey;
  for (const leaf of leaves) {
    if (leaf.path !== path) continue;
    const bound = boundOf(leaf.predicate);
    if (!bound || !bound.exact) exact = false;
    if (!bound) continue;
    if (!result) result = { intervals: bound.intervals, exact };
    else if (!multikey) result.intervals = intersect(result.intervals, bound.intervals);
    else if (isPoints(bound.intervals) && !isPoints(result.intervals)) {
      result.intervals = bound.intervals;
    }
  }
  if (result) result.exact = exact;
  return result;
}

/** Whether every interval is a single value. */
export function isPoints(intervals: readonly Interval[]): boolean {
  return intervals.every((i) => i.point);
}

const implyExistence = new Set([
  '$eq',
  '$in',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$regex',
  '$exists',
  '$size',
  '$elemMatch',
  '$mod',
  '$type',
]);

/** Whether the filter leaves out documents that lack a path, so that a sparse index may serve. */
export function impliesExistence(leaves: readonly Leaf[], path: string): boolean {
  return leaves.some(({ path: p, predicate }) => {
    if (p !== path || predicate.negated || !implyExistence.has(predicate.op)) return false;
    const values = predicate.op === '$in' ? (predicate.operand as unknown[]) : [predicate.operand];
    return !values.some((v) => v === null || v === undefined);
  });
}

/** Whether the filter implies an index's own filter, clause by clause. */
export function impliesFilter(clauses: Clauses, filter: Filter): boolean {
  const own = clausesOf(filter.root);
  if (own.others || own.ors.length > 0) return false;
  return own.leaves.every((wanted) => impliesLeaf(clauses.leaves, wanted));
}

function impliesLeaf(leaves: readonly Leaf[], wanted: Leaf): boolean {
  return (
    leaves.some((l) => l.path === wanted.path && impliesPredicate(l.predicate, wanted.predicate)) ||
    (wanted.predicate.op === '$exists' &&
      !wanted.predicate.negated &&
      impliesExistence(leaves, wanted.path))
  );
}

function impliesPredicate(have: Predicate, wanted: Predicate): boolean {
  if (
    have.op === wanted.op &&
    !!have.negated === !!wanted.negated &&
    equalValues(have.operand, wanted.operand)
  )
    return true;
  if (have.negated || wanted.negated) return false;
  if (have.op === '$eq' && !Array.isArray(have.operand)) return wanted.test(have.operand);
  if (have.op === '$in') {
    return (have.operand as unknown[]).every((v) => !Array.isArray(v) && wanted.test(v));
  }
  const lower = new Set(['$gt', '$gte']);
  const upper = new Set(['$lt', '$lte']);
  const sameSide =
    (lower.has(have.op) && lower.has(wanted.op)) || (upper.has(have.op) && upper.has(wanted.op));
  return sameSide && wanted.test(have.operand);
}
