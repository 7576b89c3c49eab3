import { addValues } from './arithmetic.ts';
import { compile } from './compile.ts';
import { expected, invalid } from './node.ts';
import type { Node } from './node.ts';
import { scalaText } from './scala-text.ts';
import type { RangeExp } from './syntax.ts';
import { Context } from './context.ts';
import type { Environment } from './environment.ts';
import {
  areComparable,
  compareValues,
  FeelError,
  FeelFunction,
  FeelRange,
  isList,
  isNumber,
} from './value.ts';
import type { FeelValue } from './value.ts';

/** `[a, b]`. */
export function compileList(items: readonly Node[]): Node {
  return (env) => {
    const values: FeelValue[] = new Array<FeelValue>(items.length);
    for (let i = 0; i < items.length; i += 1) {
      const value = items[i]?.(env) ?? null;
      if (value instanceof FeelError) return asError(value);
      values[i] = value;
    }
    return values;
  };
}

/** `{a: 1, b: a}`: an entry sees those before it. */
export function compileContext(
  entries: readonly (readonly [string, Node])[],
  hasFunctions: boolean,
): Node {
  if (hasFunctions) return (env) => contextWithFunctions(env, entries);
  return (env) => {
    const known = new Map<string, FeelValue>();
    const context = new Context(known, null, true);
    const scope = env.with(context);
    for (const [key, node] of entries) {
      const value = node(scope);
      if (value instanceof FeelError) return asError(value);
      if (value instanceof FeelFunction) return contextWithFunctions(env, entries);
      known.set(key, value);
    }
    return context;
  };
}

/** A function sees the entries before it only, also when it is called later: scopes are copied. */
function contextWithFunctions(
  env: Environment,
  nodes: readonly (readonly [string, Node])[],
): FeelValue {
  const entries = new Map<string, FeelValue>();
  const functions = new Map<string, readonly FeelFunction[]>();
  for (const [key, node] of nodes) {
    const value = node(env.with(new Context(new Map(entries), new Map(functions), true)));
    if (value instanceof FeelError) return asError(value);
    if (value instanceof FeelFunction) functions.set(key, [...(functions.get(key) ?? []), value]);
    else entries.set(key, value);
  }
  return new Context(entries, functions, true);
}

function asError(error: FeelError): FeelError {
  return error.fatal ? new FeelError(error.toString()) : error;
}

/** `[a..b]` as a value. */
export function compileRange(exp: RangeExp): Node {
  const start = compile(exp.start);
  const end = compile(exp.end);
  return (env) => {
    const from = start(env);
    const to = end(env);
    if (from instanceof FeelError) return from;
    if (to instanceof FeelError) return to;
    if (areComparable(from, to) && typeof from !== 'string' && !isList(from)) {
      return new FeelRange(from, exp.startClosed, to, exp.endClosed);
    }
    return invalid(env, `Invalid range definition '${scalaText(exp)}'`);
  };
}

/** `a..b` in a loop. */
export function compileIteration(start: Node, end: Node): Node {
  return (env) => {
    const from = start(env);
    if (!isNumber(from)) return expected(env, 'number', from);
    const to = end(env);
    if (!isNumber(to)) return expected(env, 'number', to);
    const items: FeelValue[] = [];
    const step = compareValues(from, to) < 0 ? 1 : -1;
    for (let at: FeelValue = from; (compareValues(at, to) || 0) * step <= 0;) {
      items.push(at);
      at = addValues(at, step) ?? null;
    }
    return items;
  };
}
