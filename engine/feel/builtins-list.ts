import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { toInteger } from './decimal.ts';
import {
  equalValues,
  FeelError,
  identical,
  FeelFunction,
  isList,
  isNumber,
  show,
} from './value.ts';
import type { FeelValue } from './value.ts';

type List = readonly FeelValue[];

/** Source: feel-scala ListBuiltinFunctions.scala */
export const listFunctions: BuiltinTable = {
  'list contains': [
    builtin(['list', 'element'], ([list, element]) =>
      isGivenList(list) ? list.some((item) => identical(item, element ?? null)) : undefined,
    ),
  ],
  count: [ofList((list) => list.length)],
  sublist: [
    withNumber(['list', 'start'], (list, start) =>
      slice(list, listIndex(list, start), list.length),
    ),
    builtin(['list', 'start', 'length'], ([list, start, length]) => {
      if (!isGivenList(list) || start === undefined || length === undefined) return undefined;
      if (!isNumber(start) || !isNumber(length)) return undefined;
      const from = listIndex(list, toInteger(start));
      return slice(list, from, from + toInteger(length));
    }),
  ],
  append: [
    builtin(
      ['list', 'items'],
      ([list, items]) =>
        isGivenList(list) && isGivenList(items) ? [...list, ...items] : undefined,
      true,
    ),
  ],
  concatenate: [ofVarArgs('lists', (lists) => flattenOnce(lists))],
  union: [ofVarArgs('lists', (lists) => distinct(flattenOnce(lists)))],
  'insert before': [
    builtin(['list', 'position', 'newItem'], ([list, position, item = null]) => {
      if (!isGivenList(list) || position === undefined || !isNumber(position)) return undefined;
      const at = Math.max(0, listIndex(list, toInteger(position)));
      return [...list.slice(0, at), item, ...list.slice(at)];
    }),
  ],
  remove: [
    withNumber(['list', 'position'], (list, position) => [
      ...list.slice(0, Math.max(0, listIndex(list, position))),
      ...list.slice(Math.max(0, listIndex(list, position + 1))),
    ]),
  ],
  reverse: [ofList((list) => list.toReversed())],
  'index of': [
    builtin(['list', 'match'], ([list, match = null]) =>
      isGivenList(list)
        ? list.flatMap((item, i) => (identical(item, match) ? [i + 1] : []))
        : undefined,
    ),
  ],
  'distinct values': [ofList(distinct)],
  'duplicate values': [
    ofList((list) =>
      distinct(list).filter((x) => list.filter((y) => equalValues(x, y) === true).length > 1),
    ),
  ],
  flatten: [ofList(flatten)],
  sort: [
    builtin(['list', 'precedes'], ([list, precedes]) => {
      if (!isGivenList(list) || !(precedes instanceof FeelFunction)) return undefined;
      const count = precedes.params.length;
      if (count === 2) return sort(list, precedes);
      return new FeelError(`expect boolean function with 2 arguments, but found '${count}'`);
    }),
  ],
  'string join': [
    builtin(['list'], ([list]) => join(list, null, null, null)),
    builtin(['list', 'delimiter'], ([list, delimiter]) => join(list, delimiter, null, null)),
    builtin(['list', 'delimiter', 'prefix', 'suffix'], ([list, delimiter, prefix, suffix]) =>
      join(list, delimiter, prefix, suffix),
    ),
  ],
};

function isGivenList(value: FeelValue | undefined): value is List {
  return Array.isArray(value);
}

function same(x: FeelValue, y: FeelValue): boolean {
  return equalValues(x, y) === true;
}

function ofList(body: (list: List) => FeelValue): FeelFunction {
  return builtin(['list'], ([list]) => (isGivenList(list) ? body(list) : undefined));
}

function ofVarArgs(param: string, body: (list: List) => FeelValue): FeelFunction {
  return builtin([param], ([list]) => (isGivenList(list) ? body(list) : undefined), true);
}

function withNumber(params: string[], body: (list: List, n: number) => FeelValue): FeelFunction {
  return builtin(params, ([list, n]) =>
    isGivenList(list) && n !== undefined && isNumber(n) ? body(list, toInteger(n)) : undefined,
  );
}

function listIndex(list: List, index: number): number {
  return index > 0 ? index - 1 : list.length + index;
}

function slice(list: List, from: number, to: number): List {
  return list.slice(Math.max(0, from), Math.max(0, to));
}

function flattenOnce(lists: List): FeelValue[] {
  return lists.flatMap((item) => (isList(item) ? [...item] : [item]));
}

function flatten(list: List): FeelValue[] {
  return list.flatMap((item) => (isList(item) ? flatten(item) : [item]));
}

function distinct(list: List): FeelValue[] {
  // Plain values are looked up; others, and decimals that equal a plain number, are compared.
  const seen = new Set<FeelValue>();
  const others: FeelValue[] = [];
  const result: FeelValue[] = [];
  for (const item of list) {
    const isPlain = typeof item !== 'object' || item === null;
    if (isPlain && seen.has(item)) continue;
    if ((isPlain ? others : result).some((other) => same(item, other))) continue;
    if (isPlain) seen.add(item);
    else others.push(item);
    result.push(item);
  }
  return result;
}

const MAX_BINARY_SORTED = 31;

/**
 * Sorts a short list with the comparisons that Java makes, in its order, because they can fail and
 * warn. Source: `java.util.TimSort` (countRunAndMakeAscending, binarySort)
 */
function javaSorted(list: List, compare: (x: FeelValue, y: FeelValue) => number): FeelValue[] {
  if (list.length < 2) return [...list];
  if (list.length > MAX_BINARY_SORTED) return list.toSorted(compare);
  const sorted = [...list];
  const at = (i: number): FeelValue => sorted[i] ?? null;
  let run = 2;
  if (compare(at(1), at(0)) < 0) {
    while (run < sorted.length && compare(at(run), at(run - 1)) < 0) run += 1;
    sorted.splice(0, run, ...sorted.slice(0, run).reverse());
  } else {
    while (run < sorted.length && compare(at(run), at(run - 1)) >= 0) run += 1;
  }
  for (; run < sorted.length; run += 1) {
    const pivot = at(run);
    let left = 0;
    let right = run;
    while (left < right) {
      const middle = (left + right) >>> 1;
      if (compare(pivot, at(middle)) < 0) right = middle;
      else left = middle + 1;
    }
    sorted.splice(run, 1);
    sorted.splice(left, 0, pivot);
  }
  return sorted;
}

function sort(list: List, precedes: FeelFunction): FeelValue {
  const before = (x: FeelValue, y: FeelValue): boolean => {
    const result = precedes.invoke([x, y]);
    if (typeof result === 'boolean') return result;
    throw new Error(`expected boolean but found '${show(result)}'`);
  };
  try {
    return javaSorted(list, (x, y) => (before(x, y) ? -1 : before(y, x) ? 1 : 0));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new FeelError(`fail to sort list by given precedes function: ${reason}`);
  }
}

function join(
  list: FeelValue | undefined,
  delimiter: FeelValue | undefined,
  prefix: FeelValue | undefined,
  suffix: FeelValue | undefined,
): FeelValue | undefined {
  if (!isGivenList(list)) return undefined;
  if ([delimiter, prefix, suffix].some((x) => x !== null && typeof x !== 'string')) {
    return undefined;
  }
  if ((prefix === null) !== (suffix === null)) return undefined;
  const strings = list.filter((item) => item !== null);
  if (!strings.every((item) => typeof item === 'string')) {
    const found = `List(${list.map(scalaText).join(', ')})`;
    return new FeelError(`expected a list of strings but found '${found}'`);
  }
  return String(prefix ?? '') + strings.join(String(delimiter ?? '')) + String(suffix ?? '');
}

function scalaText(item: FeelValue): string {
  return show(item);
}
