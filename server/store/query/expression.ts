import { evalExpr } from 'mingo/core';
import { Aggregator, Context } from 'mingo';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import * as pipeline from 'mingo/operators/pipeline';
import * as projection from 'mingo/operators/projection';
import * as query from 'mingo/operators/query';
import * as window from 'mingo/operators/window';
import { promote } from '../bson/promote.ts';
import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileNative, truthy, type Compute } from './native-expression.ts';

// Operators that run code of the client are left out: a query is data.
const expressions = without(expression, '$function');
const accumulators = without(accumulator, '$accumulator');
const queries = without(query, '$where');

function without(operators: object, name: string): Record<string, never> {
  const kept = Object.entries(operators as Record<string, never>).filter(([k]) => k !== name);
  return Object.fromEntries(kept);
}

const context = Context.init({
  accumulator: accumulators,
  expression: expressions,
  query: queries,
  pipeline: pipeline as never,
  projection: projection as never,
  window: window as never,
});

/** Options for mingo with every operator known but those that run a client's code. */
export const mingoOptions = {
  context,
  idKey: '_id',
  scriptEnabled: false,
  useStrictMode: true,
  failOnError: true,
  processingMode: 0,
} as const;

/**
 * Compiles an aggregation expression: constants and field paths by ourselves and without loss of
 * type, everything else by mingo over promoted values.
 */
export function compileExpression(source: unknown): Compute {
  if (typeof source === 'string' && source.startsWith('$')) {
    if (source === '$$ROOT' || source === '$$CURRENT') return (doc) => doc;
    if (!source.startsWith('$$')) return fieldPath(source.slice(1).split('.'));
  } else if (typeof source !== 'object' || source === null) return () => source;
  if (isDoc(source)) {
    const names = Object.keys(source);
    if (!names.some((n) => n.startsWith('$'))) return documentExpression(source);
    if (names.length === 1 && names[0] === '$literal') return () => source['$literal'];
    const native = compileNative(source, compileExpression);
    if (native) return native;
  } else if (!Array.isArray(source)) return () => source;
  const promoted = promote(source);
  return (doc) => guarded(() => evalExpr(promote(doc), promoted, mingoOptions as never));
}

/** A document of expressions: fields that compute to nothing are left out. */
function documentExpression(source: Doc): Compute {
  const fields = Object.entries(source).map(([k, v]) => [k, compileExpression(v)] as const);
  return (doc) => {
    const out: Doc = {};
    for (const [k, compute] of fields) {
      const v = compute(doc);
      if (v !== undefined) out[k] = v;
    }
    return out;
  };
}

function fieldPath(parts: string[]): Compute {
  return (doc) => read(doc, parts, 0);
}

/** A field path within an expression: over an array it yields the array of what it finds. */
function read(value: unknown, parts: readonly string[], at: number): unknown {
  if (at === parts.length) return value;
  if (Array.isArray(value)) {
    return value.map((v) => read(v, parts, at)).filter((v) => v !== undefined);
  }
  if (typeof value !== 'object' || value === null || '_bsontype' in value) return undefined;
  const part = parts[at] as string;
  return Object.hasOwn(value, part) ? read((value as Doc)[part], parts, at + 1) : undefined;
}

/** The test of `$expr`. */
export function expressionTest(source: unknown): (doc: Doc) => boolean {
  const compute = compileExpression(source);
  return (doc) => truthy(compute(doc));
}

/** Runs mingo; what it refuses becomes a refusal of ours. */
export function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError('BadValue', error instanceof Error ? error.message : String(error));
  }
}

/** Runs mingo's stages over promoted documents. */
export function runMingo(stages: readonly Doc[], docs: Iterable<Doc>): Iterable<Doc> {
  const promoted = stages.map((s) => promote(s) as Doc);
  return guarded(() =>
    new Aggregator(promoted, mingoOptions as never).stream(docs as Iterable<unknown>),
  ) as unknown as Iterable<Doc>;
}
