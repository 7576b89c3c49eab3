import type { Doc } from '../bson/decode.ts';
import { isDoc, isNumeric, toNumber, typeOf } from '../bson/value.ts';
import { promote } from '../bson/promote.ts';
import { StoreError } from '../errors.ts';
import type { Stream } from '../query/execute.ts';
import { runMingo, guarded } from '../query/expression.ts';
import { compileFilter } from '../query/filter.ts';
import { compileSort, Sorter, sortKey } from '../query/sort.ts';
import { calculateObjectSize } from 'bson';
import { facetStage } from './facet.ts';
import { compileGroup } from './group.ts';
import { lookupStage, unionStage } from './lookup.ts';
import { compileTransform } from './transform.ts';
import { unwindStage } from './unwind.ts';

/** Part of a pipeline: documents in, documents out. */
export type Stage = (input: Stream<Doc>) => Stream<Doc>;

/** Runs a pipeline on a collection of the same database: for `$lookup` and its kin. */
export type Reader = (collection: string, pipeline: readonly Doc[]) => Stream<Doc>;

/** Stages that mingo carries out over gathered documents. */
const mingoStages = new Set([
  '$group',
  '$bucket',
  '$bucketAuto',
  '$sample',
  '$redact',
  '$densify',
  '$fill',
  '$setWindowFields',
  '$documents',
]);

/**
 * Compiles a pipeline. Failures: a stage with not exactly one field; an unknown stage (40324);
 * whatever a stage refuses.
 * Source: https://www.mongodb.com/docs/manual/reference/operator/aggregation-pipeline/
 */
export function compilePipeline(stages: readonly unknown[], read: Reader): Stage {
  const compiled = stages.map((s) => compileStage(checkedStage(s), read));
  return (input) => compiled.reduce((stream, stage) => stage(stream), input);
}

/** A stage is a document with one field. */
export function checkedStage(s: unknown): Doc {
  if (isDoc(s) && Object.keys(s).length === 1) return s;
  throw new StoreError(
    'UnknownField',
    'A pipeline stage specification object must contain exactly one field.',
  );
}

function compileStage(stage: Doc, read: Reader): Stage {
  const [name, spec] = Object.entries(stage)[0] as [string, unknown];
  const transform = compileTransform(stage);
  if (transform) return (input) => mapStream(input, transform);
  switch (name) {
    case '$match':
      return matchStage(spec);
    case '$sort':
      return sortStage(spec);
    case '$skip':
      return skipStage(whole(name, spec));
    case '$limit':
      return limitStage(whole(name, spec));
    case '$count':
      return countStage(spec);
    case '$unwind':
      return unwindStage(spec);
    case '$group':
      return compileGroup(spec as Doc) ?? gathered(stage);
    case '$sortByCount':
      return sortByCount(spec, read);
    case '$lookup':
      return lookupStage(spec as Doc, read);
    case '$graphLookup':
      throw new StoreError('CommandNotSupported', '$graphLookup is not supported by this store');
    case '$unionWith':
      return unionStage(spec, read);
    case '$facet':
      return facetStage(spec as Doc, read);
    default:
      if (mingoStages.has(name)) return gathered(stage);
      throw new StoreError('UnknownStage', `Unrecognized pipeline stage name: '${name}'`);
  }
}

function mapStream(input: Stream<Doc>, f: (d: Doc) => Doc): Stream<Doc> {
  return {
    next: () => {
      const d = input.next();
      return d && f(d);
    },
    pause: () => input.pause(),
  };
}

function whole(name: string, v: unknown): number {
  const n = isNumeric(typeOf(v)) ? toNumber(v) : NaN;
  if (Number.isInteger(n) && n >= (name === '$limit' ? 1 : 0)) return n;
  throw new StoreError(
    'BadValue',
    `invalid argument to ${name} stage: Expected a ` +
      `${name === '$limit' ? 'positive' : 'non-negative'} number`,
  );
}

function matchStage(spec: unknown): Stage {
  if (!isDoc(spec))
    throw new StoreError('BadValue', 'the match filter must be an expression in an object');
  const filter = compileFilter(spec);
  return (input) => ({
    next: () => {
      for (let d = input.next(); d; d = input.next()) if (filter.matches(d)) return d;
      return null;
    },
    pause: () => input.pause(),
  });
}

/** A stage whose output is made of all its input, when first asked. */
export function afterAll(input: Stream<Doc>, make: () => Iterable<Doc>): Stream<Doc> {
  let out: Iterator<Doc> | null = null;
  return {
    next: () => {
      out ??= make()[Symbol.iterator]();
      const step = guarded(() => (out as Iterator<Doc>).next());
      return step.done ? null : step.value;
    },
    pause: () => input.pause(),
  };
}

/** The rest of a stream. */
export function* iterate(input: Stream<Doc>): Generator<Doc> {
  for (let d = input.next(); d; d = input.next()) yield d;
}

function sortStage(spec: unknown): Stage {
  const sort = compileSort(spec);
  return (input) =>
    afterAll(input, () => {
      const sorter = new Sorter<Doc>(0, (d) => calculateObjectSize(d));
      for (const d of iterate(input)) sorter.add(sortKey(d, sort), d);
      return sorter.sorted();
    });
}

function skipStage(n: number): Stage {
  return (input) => {
    let left = n;
    return {
      next: () => {
        for (; left > 0; left--) if (!input.next()) return null;
        return input.next();
      },
      pause: () => input.pause(),
    };
  };
}

function limitStage(n: number): Stage {
  return (input) => {
    let left = n;
    return { next: () => (left-- > 0 ? input.next() : null), pause: () => input.pause() };
  };
}

function countStage(spec: unknown): Stage {
  if (typeof spec !== 'string' || spec === '' || spec.startsWith('$') || spec.includes('.')) {
    throw new StoreError('BadValue', 'the count field must be a non-empty string without $ or .');
  }
  return (input) =>
    afterAll(input, () => {
      let n = 0;
      while (input.next()) n++;
      return n === 0 ? [] : [{ [spec]: n }];
    });
}

function sortByCount(spec: unknown, read: Reader): Stage {
  return compilePipeline(
    [{ $group: { _id: spec, count: { $sum: 1 } } }, { $sort: { count: -1 } }],
    read,
  );
}

function gathered(stage: Doc): Stage {
  return (input) => afterAll(input, () => runMingo([stage], promoted(input)));
}

function* promoted(input: Stream<Doc>): Generator<Doc> {
  for (const d of iterate(input)) yield promote(d) as Doc;
}
