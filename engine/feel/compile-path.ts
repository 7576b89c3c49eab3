import type { Node } from './node.ts';
import type { Environment } from './environment.ts';
import { inScalaMapOrder } from './scala-map.ts';
import { temporalProperties } from './temporal-properties.ts';
import { Context, entryOf, isContext, keysOf } from './context.ts';
import { FeelError, isList, show } from './value.ts';
import type { FeelValue } from './value.ts';

/** A variable, or a path into one (`a.b.c`). */
export function compileRef(names: readonly string[]): Node {
  const [name = '', ...keys] = names;
  if (keys.length === 0) return (env) => variable(env, name);
  return (env) => {
    const found = env.variable(name);
    if (found === undefined) return variable(env, name);
    let value = found;
    for (const key of keys) value = step(env, value, key);
    return value;
  };
}

function variable(env: Environment, name: string): FeelValue {
  const value = env.variable(name);
  if (value !== undefined) return value;
  env.warn('NO_VARIABLE_FOUND', `No variable found with name '${name}'`);
  return null;
}

/** A step from any value (`f(x).b`). */
export function compilePath(x: Node, key: string): Node {
  return (env) => {
    const value = x(env);
    return value instanceof FeelError ? value : step(env, value, key);
  };
}

function step(env: Environment, value: FeelValue, key: string): FeelValue {
  if (isContext(value)) {
    const entry = entryOf(value, key);
    if (entry !== undefined) return entry;
    const isLiteral = value instanceof Context && value.isLiteral;
    const keys = isLiteral ? keysOf(value).map((k) => `'${k}'`) : quotedKeys(keysOf(value));
    const isEmpty = keys.length === 0 && isLiteral;
    const detail = isEmpty ? 'The context is empty' : `Available keys: ${keys.join(', ')}`;
    const message = `No context entry found with key '${key}'. ${detail}`;
    env.warn('NO_CONTEXT_ENTRY_FOUND', message);
    return null;
  }
  if (isList(value)) return value.map((item) => step(env, item, key));
  if (value === null) {
    const message = `No context entry found with key '${key}'. The context is null`;
    env.warn('NO_CONTEXT_ENTRY_FOUND', message);
    return null;
  }
  return property(env, value, key);
}

/** Quoted in a set of their own, so that more than four come by the hashes of the quoted. */
function quotedKeys(keys: readonly string[]): string[] {
  return inScalaMapOrder(keys.map((key) => [`'${key}'`, key])).map(([quoted]) => quoted);
}

function property(env: Environment, value: FeelValue, key: string): FeelValue {
  const properties = temporalProperties(value) ?? new Map<string, unknown>();
  // The properties are FEEL values; the temporal classes can't say so without a cycle of types.
  if (properties.has(key)) return properties.get(key) as FeelValue;
  const names = quotedKeys([...properties.keys()]).join(', ');
  const message =
    `No property found with name '${key}' of value '${show(value)}'. ` +
    `Available properties: ${names}`;
  env.warn('NO_PROPERTY_FOUND', message);
  return null;
}
