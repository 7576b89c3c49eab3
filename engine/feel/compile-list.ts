import { compile } from './compile.ts';
import { combine, expected, orNull } from './node.ts';
import type { Node } from './node.ts';
import { toNumber } from './decimal.ts';
import type { FeelNumber } from './decimal.ts';
import type { Environment } from './environment.ts';
import { mentions } from './syntax.ts';
import type { Exp, Iterator } from './syntax.ts';
import { isContext } from './context.ts';
import { FeelError, isList, isNumber } from './value.ts';
import type { FeelValue } from './value.ts';

/** The combinations of the iterators' items, each as a scope. */
interface Rows {
  readonly count: number;
  readonly row: (index: number) => Environment;
}

/** `for x in a, y in b return …`; `partial` holds the results so far. */
export function compileFor(exp: Extract<Exp, { kind: 'for' }>): Node {
  const rowsOf = compileIterators(exp.iterators);
  const body = compile(exp.body);
  // Copying the results so far for every row is quadratic: only for who reads them.
  const usesPartial = mentions(exp.body, 'partial');
  return (env) => {
    const rows = rowsOf(env);
    if (rows instanceof FeelError) return orNull(rows);
    const results: FeelValue[] = [];
    for (let i = 0; i < rows.count; i += 1) {
      const row = rows.row(i);
      results.push(body(usesPartial ? row.bind('partial', results.slice()) : row));
    }
    return results;
  };
}

/** `some … satisfies …` and `every … satisfies …`. */
export function compileQuantified(exp: Extract<Exp, { kind: 'some' | 'every' }>): Node {
  const rowsOf = compileIterators(exp.iterators);
  const condition = compile(exp.condition);
  const decisive = exp.kind === 'some';
  return (env) => {
    const rows = rowsOf(env);
    if (rows instanceof FeelError) return orNull(rows);
    return combine(env, rows.count, (i) => condition(rows.row(i)), decisive);
  };
}

/** The cartesian product of the iterators' lists, the last one running fastest. */
function compileIterators(iterators: readonly Iterator[]): (env: Environment) => Rows | FeelError {
  const nodes = iterators.map(([name, list]) => ({ name, node: compile(list) }));
  return (env) => {
    const others: FeelValue[] = [];
    const lists: { name: string; items: readonly FeelValue[] }[] = [];
    for (const { name, node } of nodes) {
      const items = node(env);
      if (isList(items)) lists.push({ name, items });
      else others.push(items);
    }
    // All are evaluated, and told of, before the first that is no list ends it.
    const [failure] = others.map((other) => expected(env, 'list', other));
    if (failure !== undefined) return failure;
    const count = lists.reduce((product, { items }) => product * items.length, 1);
    const row = (index: number): Environment => {
      let scope = env;
      let rest = index;
      for (let i = lists.length - 1; i >= 0; i -= 1) {
        const list = lists[i];
        if (list === undefined) continue;
        scope = scope.bind(list.name, list.items[rest % list.items.length] ?? null);
        rest = Math.floor(rest / list.items.length);
      }
      return scope;
    };
    return { count, row };
  };
}

/** `list[3]`, `list[-1]`, `list[item > 3]`. */
export function compileFilter(exp: Extract<Exp, { kind: 'filter' }>): Node {
  const list = compile(exp.list);
  const filter = compile(exp.filter);
  const index = constantIndex(exp.filter);
  const kind = exp.filter.kind;
  const isFunction =
    kind === 'equal' || kind === 'compare' || kind === 'call' || kind === 'qualifiedCall';
  return (env) => {
    const items = list(env);
    if (!isList(items)) return orNull(expected(env, 'list', items));
    if (index !== null) return itemAt(items, index);
    const byItem = (item: FeelValue): FeelValue => filter(itemScope(env, item));
    if (isFunction) return orNull(filterItems(items, byItem));
    const value = filter(env);
    return isNumber(value) ? itemAt(items, value) : orNull(filterItems(items, byItem));
  };
}

function constantIndex(filter: Exp): FeelNumber | null {
  if (filter.kind === 'number') return filter.value;
  if (filter.kind === 'negation' && filter.x.kind === 'number') return -toNumber(filter.x.value);
  return null;
}

function itemScope(env: Environment, item: FeelValue): Environment {
  const scope = env.add('item', item);
  return isContext(item) ? scope.with(item) : scope;
}

/** The first item's answer decides: a number is an index, else the items that answer true. */
function filterItems(
  items: readonly FeelValue[],
  filter: (item: FeelValue) => FeelValue,
): FeelValue {
  if (items.length === 0) return [];
  const head = items[0] ?? null;
  const first = filter(head);
  if (first instanceof FeelError) return first;
  if (isNumber(first)) return itemAt(items, first);
  const kept: FeelValue[] = first === true ? [head] : [];
  for (let i = 1; i < items.length; i += 1) {
    const item = items[i] ?? null;
    if (filter(item) === true) kept.push(item);
  }
  return kept;
}

function itemAt(items: readonly FeelValue[], index: FeelNumber): FeelValue {
  const n = toNumber(index);
  const i = n > 0 ? n - 1 : items.length + n;
  return i < 0 || i >= items.length ? null : (items[Math.trunc(i)] ?? null);
}
