import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { inScalaMapOrder } from './scala-map.ts';
import { entryOf, isContext, isList, setEntry } from './value.ts';
import type { FeelContext, FeelFunction, FeelValue } from './value.ts';

/** Source: feel-scala ContextBuiltinFunctions.scala */
export const contextFunctions: BuiltinTable = {
  'get entries': [getEntries('context'), getEntries('m')],
  'get value': [
    builtin(['m', 'key'], ([context, key]) => getValue(context, key)),
    builtin(['context', 'key'], ([context, key]) => getValue(context, key)),
    builtin(['context', 'keys'], ([context, keys]) =>
      isGivenContext(context) && isGivenList(keys) ? getAt(context, keys) : undefined,
    ),
  ],
  'context put': [putFunction('key'), putFunction('keys')],
  put: [putFunction('key')],
  'context merge': [mergeFunction()],
  'put all': [mergeFunction()],
  context: [
    builtin(['entries'], ([entries]) => {
      if (!isGivenList(entries)) return null;
      const result: Record<string, FeelValue> = {};
      for (const entry of entries) {
        if (!isContext(entry)) return null;
        const key = entryOf(entry, 'key');
        const value = entryOf(entry, 'value');
        if (typeof key !== 'string' || value === undefined) return null;
        setEntry(result, key, value);
      }
      return result;
    }),
  ],
};

function isGivenContext(value: FeelValue | undefined): value is FeelContext {
  return value !== undefined && isContext(value);
}

function isGivenList(value: FeelValue | undefined): value is readonly FeelValue[] {
  return value !== undefined && isList(value);
}

function getEntries(param: string): FeelFunction {
  return builtin([param], ([context]) =>
    isGivenContext(context)
      ? Object.entries(context).map(([key, value]) => ({ key, value }))
      : undefined,
  );
}

function getValue(context?: FeelValue, key?: FeelValue): FeelValue | undefined {
  if (!isGivenContext(context)) return undefined;
  if (typeof key === 'string') return entryOf(context, key) ?? null;
  return isGivenList(key) ? getAt(context, key) : undefined;
}

function getAt(context: FeelContext, keys: readonly FeelValue[]): FeelValue {
  let value: FeelValue = context;
  if (keys.length === 0 || !keys.every((key) => typeof key === 'string')) return null;
  for (const key of keys) {
    if (!isContext(value)) return null;
    value = entryOf(value, key) ?? null;
  }
  return value;
}

function putFunction(param: string): FeelFunction {
  return builtin(['context', param, 'value'], ([context, key, value = null]) => {
    if (!isGivenContext(context)) return undefined;
    if (typeof key === 'string') return put(context, [key], value);
    if (!isGivenList(key)) return undefined;
    if (key.length === 0) return null;
    const keys = key.filter((k) => typeof k === 'string');
    return keys.length === key.length ? put(context, keys, value) : undefined;
  });
}

function put(context: FeelContext, keys: readonly string[], value: FeelValue): FeelContext {
  const [key = '', ...rest] = keys;
  const copy: Record<string, FeelValue> = { ...context };
  if (rest.length === 0) {
    setEntry(copy, key, value);
    return copy;
  }
  const inner = entryOf(context, key);
  setEntry(copy, key, put(isGivenContext(inner) ? inner : {}, rest, value));
  return copy;
}

function mergeFunction(): FeelFunction {
  return builtin(
    ['contexts'],
    ([contexts]) => {
      if (!isGivenList(contexts) || !contexts.every(isContext)) return null;
      const result: Record<string, FeelValue> = {};
      for (const context of contexts) {
        for (const [key, value] of Object.entries(context)) setEntry(result, key, value);
      }
      return inScalaMapOrder(result);
    },
    true,
  );
}
