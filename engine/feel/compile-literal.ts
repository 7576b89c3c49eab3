import { addValues } from './arithmetic.ts';
import { compile } from './compile.ts';
import { expected, invalid } from './node.ts';
import type { Node } from './node.ts';
import type { RangeExp } from './syntax.ts';
import { areComparable, compareValues, FeelError, FeelRange, isNumber, setEntry } from './value.ts';
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
export function compileContext(entries: readonly (readonly [string, Node])[]): Node {
  return (env) => {
    const context: Record<string, FeelValue> = {};
    const scope = env.with(context);
    for (const [key, node] of entries) {
      const value = node(scope);
      if (value instanceof FeelError) return asError(value);
      setEntry(context, key, value);
    }
    return context;
  };
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
    if (areComparable(from, to) && typeof from !== 'string') {
      return new FeelRange(from, exp.startClosed, to, exp.endClosed);
    }
    const range = new FeelRange(from, exp.startClosed, to, exp.endClosed);
    return invalid(env, `Invalid range definition '${range.toString()}'`);
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
