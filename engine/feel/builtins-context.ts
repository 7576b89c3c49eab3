import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { Context, entriesOf, entryOf, isContext, readEntriesOf } from './context.ts';
import type { FeelContext } from './context.ts';
import { isList } from './value.ts';
import type { FeelFunction, FeelValue } from './value.ts';

/** Source: feel-scala ContextBuiltinFunctions.scala */
export const contextFunctions: BuiltinTable = {
  'get entries': [getEntries('context'), getEntries('m')],
  'get value': [
    builtin(['m', 'key'], ([context, key]) => getValue(context, key)),
    builtin(['context', 'key'], ([context, key]) => getValue(context, key)),
    builtin(['context', 'keys'], ([context, keys]) =>
      isContext(context) && isGivenList(keys) ? getAt(context, keys) : undefined,
    ),
  ],
  'context put': [putFunction('key'), putFunction('keys')],
  put: [putFunction('key')],
  'context merge': [mergeFunction()],
  'put all': [mergeFunction()],
  context: [builtin(['entries'], ([entries]) => contextOf(entries))],
};

function isGivenList(value: FeelValue | undefined): value is readonly FeelValue[] {
  return value !== undefined && isList(value);
}

function getEntries(param: string): FeelFunction {
  return builtin([param], ([context]) =>
    isContext(context)
      ? readEntriesOf(context).map(
          ([key, value]) =>
            new Context(
              new Map<string, FeelValue>([
                ['key', key],
                ['value', value],
              ]),
            ),
        )
      : undefined,
  );
}

function getValue(context?: FeelValue, key?: FeelValue): FeelValue | undefined {
  if (!isContext(context)) return undefined;
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
    if (!isContext(context)) return undefined;
    if (typeof key === 'string' && param === 'key') return put(context, [key], value);
    if (!isGivenList(key)) return undefined;
    if (key.length === 0) return null;
    const keys = key.filter((k) => typeof k === 'string');
    return keys.length === key.length ? put(context, keys, value) : undefined;
  });
}

function put(context: FeelContext, keys: readonly string[], value: FeelValue): FeelContext {
  const [key = '', ...rest] = keys;
  const entries = new Map(entriesOf(context));
  if (rest.length > 0) {
    // An entry that is still a variable's raw value isn't seen to be a context, and is replaced.
    const inner = entries.get(key);
    const known = inner instanceof Context || isContext(inner as FeelValue);
    entries.set(key, put(known ? (inner as FeelContext) : new Context(new Map()), rest, value));
  } else {
    entries.set(key, value);
  }
  return new Context(entries);
}

function mergeFunction(): FeelFunction {
  return builtin(
    ['contexts'],
    ([contexts]) => {
      if (!isGivenList(contexts) || !contexts.every(isContext)) return null;
      return new Context(new Map(contexts.flatMap(entriesOf)));
    },
    true,
  );
}

function contextOf(entries: FeelValue | undefined): FeelValue {
  if (!isGivenList(entries)) return null;
  const result = new Map<string, FeelValue>();
  for (const entry of entries) {
    if (!isContext(entry)) return null;
    const key = entryOf(entry, 'key');
    const value = entryOf(entry, 'value');
    if (typeof key !== 'string' || value === undefined) return null;
    result.set(key, value);
  }
  return new Context(result);
}
