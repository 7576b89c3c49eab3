import { compareValues, equalValues } from '../bson/compare.ts';
import type { Doc } from '../bson/decode.ts';
import { arithmetic, asDouble } from '../bson/number.ts';
import { isDoc, isNumeric, toNumber, typeOf } from '../bson/value.ts';
import { compileExpression } from '../query/expression.ts';
import { keyOf } from '../storage/key.ts';

/** Gathers values of one group. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

const makers: Readonly<Record<string, () => Accumulator>> = {
  $sum: () => {
    let sum: unknown = 0;
    return {
      add: (v) => {
        if (isNumeric(typeOf(v))) sum = arithmetic(sum, v, '+');
      },
      result: () => sum,
    };
  },
  $avg: () => {
    let sum = 0;
    let n = 0;
    return {
      add: (v) => {
        if (!isNumeric(typeOf(v))) return;
        sum += toNumber(v);
        n++;
      },
      result: () => (n === 0 ? null : asDouble(sum / n)),
    };
  },
  $min: () => extreme(-1),
  $max: () => extreme(1),
  $first: () => {
    let first: unknown;
    let any = false;
    return {
      add: (v) => {
        if (!any) first = v;
        any = true;
      },
      result: () => first ?? null,
    };
  },
  $last: () => {
    let last: unknown;
    return {
      add: (v) => {
        last = v;
      },
      result: () => last ?? null,
    };
  },
  $push: () => {
    const list: unknown[] = [];
    return {
      add: (v) => {
        if (v !== undefined) list.push(v);
      },
      result: () => list,
    };
  },
  $addToSet: () => {
    const set = new Map<string, unknown>();
    return {
      add: (v) => {
        if (v !== undefined) set.set(keyOf(v).toString('latin1'), v);
      },
      result: () => [...set.values()],
    };
  },
  $count: () => {
    let n = 0;
    return {
      add: () => {
        n++;
      },
      result: () => n,
    };
  },
  $mergeObjects: () => {
    const merged: Doc = {};
    return {
      add: (v) => {
        if (isDoc(v)) Object.assign(merged, v);
      },
      result: () => merged,
    };
  },
};

function extreme(sign: 1 | -1): Accumulator {
  let best: unknown;
  return {
    add: (v) => {
      if (v === undefined || v === null) return;
      if (best === undefined || compareValues(v, best) * sign > 0) best = v;
    },
    result: () => best ?? null,
  };
}

/** One output field of a group. */
export interface Output {
  name: string;
  start: () => Accumulator;
  value: (doc: Doc) => unknown;
}

/** Reads the accumulators of a `$group`; null when one is left to mingo. */
export function compileOutputs(spec: Doc): Output[] | null {
  const outputs: Output[] = [];
  for (const [name, v] of Object.entries(spec)) {
    if (name === '_id') continue;
    if (!isDoc(v)) return null;
    const [op, operand] = Object.entries(v)[0] ?? ['', null];
    const start = Object.hasOwn(makers, op) ? makers[op] : undefined;
    if (!start) return null;
    outputs.push({ name, start, value: op === '$count' ? () => 1 : compileExpression(operand) });
  }
  return outputs;
}

/** Whether an output only counts documents: `{$count: {}}` or `{$sum: 1}`. */
export function isCounting(v: unknown): boolean {
  if (!isDoc(v)) return false;
  return '$count' in v || ('$sum' in v && equalValues(v['$sum'], 1));
}
