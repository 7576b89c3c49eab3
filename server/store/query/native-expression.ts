import { compareValues } from '../bson/compare.ts';
import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';

/** Computes a value from a document. */
export type Compute = (doc: Doc) => unknown;
type Compile = (source: unknown) => Compute;

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  $eq: (order) => order === 0,
  $ne: (order) => order !== 0,
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/**
 * Comparisons, logic and branches, which counts by condition consist of: computed directly they
 * cost a hundredth of what a general evaluator takes for each document. Null for all else,
 * malformed ones included: their refusal is the evaluator's.
 */
export function compileNative(source: Doc, compile: Compile): Compute | null {
  const [[op, operand] = ['', null], ...others] = Object.entries(source);
  if (others.length > 0) return null;
  const holds = Object.hasOwn(comparisons, op) ? comparisons[op] : undefined;
  if (holds) return compileComparison(operand, holds, compile);
  switch (op) {
    case '$and':
      return compileAll(operand, compile, (tests, doc) => tests.every((t) => truthy(t(doc))));
    case '$or':
      return compileAll(operand, compile, (tests, doc) => tests.some((t) => truthy(t(doc))));
    case '$not':
      return compileNot(operand, compile);
    case '$cond':
      return compileCond(operand, compile);
    case '$switch':
      return compileSwitch(operand, compile);
    default:
      return null;
  }
}

function compileComparison(
  operand: unknown,
  holds: (order: number) => boolean,
  compile: Compile,
): Compute | null {
  if (!Array.isArray(operand) || operand.length !== 2) return null;
  const left = compile(operand[0]);
  const right = compile(operand[1]);
  return (doc) => holds(order(left(doc), right(doc)));
}

/** A missing value comes before null; elsewhere BSON's order. */
function order(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) {
    if (a === b) return 0;
    if (b === null) return -1;
    if (a === null) return 1;
  }
  return compareValues(a, b);
}

function compileAll(
  operand: unknown,
  compile: Compile,
  combine: (tests: readonly Compute[], doc: Doc) => boolean,
): Compute | null {
  if (!Array.isArray(operand)) return null;
  const tests = operand.map(compile);
  return (doc) => combine(tests, doc);
}

function compileNot(operand: unknown, compile: Compile): Compute | null {
  if (Array.isArray(operand) && operand.length !== 1) return null;
  const test = compile(Array.isArray(operand) ? operand[0] : operand);
  return (doc) => !truthy(test(doc));
}

function compileCond(operand: unknown, compile: Compile): Compute | null {
  const parts = Array.isArray(operand)
    ? operand
    : isDoc(operand) && Object.keys(operand).length === 3
      ? [operand['if'], operand['then'], operand['else']]
      : [];
  if (parts.length !== 3 || parts.includes(undefined)) return null;
  const [test, then, otherwise] = parts.map(compile) as [Compute, Compute, Compute];
  return (doc) => (truthy(test(doc)) ? then(doc) : otherwise(doc));
}

/** Without a default none fitting is an error, which is the evaluator's to tell. */
function compileSwitch(operand: unknown, compile: Compile): Compute | null {
  if (!isDoc(operand) || !('default' in operand)) return null;
  const { branches } = operand;
  if (!Array.isArray(branches) || branches.length === 0) return null;
  const isBranch = (b: unknown): b is { case: unknown; then: unknown } =>
    isDoc(b) && 'case' in b && 'then' in b;
  if (!branches.every(isBranch)) return null;
  const compiled = branches.map((b) => ({ test: compile(b.case), then: compile(b.then) }));
  const otherwise = compile(operand['default']);
  return (doc) => {
    for (const { test, then } of compiled) if (truthy(test(doc))) return then(doc);
    return otherwise(doc);
  };
}

/** MongoDB's truth: everything but false, null, missing and zero. */
export function truthy(v: unknown): boolean {
  if (v === false || v === null || v === undefined || v === 0) return false;
  return !(typeof v === 'object' && 'value' in v && v.value === 0);
}
