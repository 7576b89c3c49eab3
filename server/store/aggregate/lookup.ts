import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileExpression } from '../query/expression.ts';
import { valuesAt } from '../query/traverse.ts';
import { placeAt, write } from '../update/path.ts';
import { iterate, type Reader, type Stage } from './pipeline.ts';

/**
 * `$lookup`, by equality (through an index of the foreign field where there is one), by a
 * pipeline with variables, or both. Each document asks anew: a join is a query.
 */
export function lookupStage(spec: Doc, read: Reader): Stage {
  const { from, as, localField, foreignField, pipeline } = spec;
  if (typeof as !== 'string')
    throw new StoreError('BadValue', "must specify 'as' field for a $lookup");
  if (typeof from !== 'string')
    throw new StoreError('BadValue', "missing 'from' option to $lookup stage specification");
  const equality = typeof localField === 'string' && typeof foreignField === 'string';
  if (!equality && !Array.isArray(pipeline)) {
    throw new StoreError(
      'BadValue',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField'",
    );
  }
  const variables = Object.entries(isDoc(spec['let']) ? spec['let'] : {}).map(
    ([k, v]) => [k, compileExpression(v)] as const,
  );
  const join = (doc: Doc): Doc[] => {
    const stages: Doc[] = [];
    if (equality) stages.push({ $match: equalityFilter(doc, localField, foreignField) });
    if (Array.isArray(pipeline)) {
      const values = new Map(variables.map(([k, compute]) => [k, compute(doc) ?? null]));
      stages.push(...pipeline.map((s) => bind(s, values) as Doc));
    }
    return [...iterate(read(from, stages))];
  };
  return (input) => ({
    next: () => {
      const doc = input.next();
      if (!doc) return null;
      const out = { ...doc };
      const place = placeAt(out, as.split('.'), true);
      if (place) write(place.container, place.name, join(doc));
      return out;
    },
    pause: () => input.pause(),
  });
}

function equalityFilter(doc: Doc, localField: string, foreignField: string): Doc {
  const values = valuesAt(doc, localField.split('.'));
  const flat = values.flatMap((v) => (Array.isArray(v) ? v : [v]));
  if (flat.length === 0) return { [foreignField]: null };
  return { [foreignField]: flat.length === 1 ? { $eq: flat[0] } : { $in: flat } };
}

/** A pipeline with `$$name` replaced by the value it has for one document. */
function bind(v: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(v)) return v.map((x) => bind(x, values));
  if (isDoc(v)) return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, bind(x, values)]));
  if (typeof v !== 'string' || !v.startsWith('$$')) return v;
  const [name, ...rest] = v.slice(2).split('.') as [string, ...string[]];
  if (!values.has(name)) return v;
  const value = rest.reduce<unknown>((x, p) => (isDoc(x) ? x[p] : undefined), values.get(name));
  return { $literal: value ?? null };
}

/** `$unionWith`: another collection's documents behind one's own. */
export function unionStage(spec: unknown, read: Reader): Stage {
  const coll = isDoc(spec) ? spec['coll'] : spec;
  if (typeof coll !== 'string') throw new StoreError('BadValue', '$unionWith needs a collection');
  const pipeline =
    isDoc(spec) && Array.isArray(spec['pipeline']) ? (spec['pipeline'] as Doc[]) : [];
  return (input) => {
    const other = read(coll, pipeline);
    return {
      next: () => input.next() ?? other.next(),
      pause: () => {
        input.pause();
        other.pause();
      },
    };
  };
}
