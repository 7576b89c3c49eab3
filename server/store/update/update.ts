import type { Doc } from '../bson/decode.ts';
import { equalValues } from '../bson/compare.ts';
import { isDoc, typeName } from '../bson/value.ts';
import { describe } from '../bson/describe.ts';
import { StoreError } from '../errors.ts';
import { transformDocs } from '../aggregate/transform.ts';
import { compileFilter, type Filter, type FilterNode } from '../query/filter.ts';
import { updateOperators, type Change } from './operators.ts';
import { erase, placeAt, write } from './path.ts';
import { compileArrayFilters, concretePaths, type ArrayFilters } from './targets.ts';

/** A compiled update. */
export interface Update {
  /** Whether it is a replacement: then it may not be applied to many. */
  readonly replaces: boolean;
  /** The changed document; the one given may be changed in place. `inserting` for an upsert. */
  apply(doc: Doc, filter: Filter | null, inserting: boolean): Doc;
}

interface Step {
  path: string;
  op: string;
  creates: boolean;
  change: Change;
  rename?: string;
}

/**
 * Compiles the `u` of an update: operators, a pipeline, or a replacement.
 * Failures in order: an unknown operator; operand not a document; two operators on one path;
 * array filters that are wrong or unused.
 * Source: https://www.mongodb.com/docs/manual/reference/operator/update/
 */
export function compileUpdate(u: unknown, arrayFilters: unknown, now: () => Date): Update {
  if (Array.isArray(u)) return pipelineUpdate(u as Doc[]);
  if (!isDoc(u))
    throw new StoreError('FailedToParse', 'Update argument must be either an object or an array');
  const first = Object.keys(u)[0];
  if (first === undefined || !first.startsWith('$')) return replacement(u);
  const filters = compileArrayFilters(arrayFilters);
  const steps = compileSteps(u, now);
  refuseConflicts(steps);
  refuseUnused(filters, steps);
  return {
    replaces: false,
    apply(doc, filter, inserting) {
      const id = doc['_id'];
      for (const step of steps) {
        if (step.op === '$setOnInsert' && !inserting) continue;
        applyStep(doc, step, { filter, arrayFilters: filters });
      }
      return keepId(doc, id, inserting);
    },
  };
}

function compileSteps(u: Doc, now: () => Date): Step[] {
  const steps: Step[] = [];
  for (const [op, fields] of Object.entries(u)) {
    if (op !== '$rename' && !Object.hasOwn(updateOperators, op)) {
      throw new StoreError(
        'FailedToParse',
        op.startsWith('$')
          ? `Unknown modifier: ${op}. Expected a valid update modifier or pipeline-style update ` +
              'specified as an array'
          : `The dollar ($) prefixed field is required: '${op}' mixes a field with operators`,
      );
    }
    if (!isDoc(fields)) {
      throw new StoreError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ` +
          `${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not ` +
          `{${op}: ${describe(fields)}}`,
      );
    }
    for (const [path, operand] of Object.entries(fields)) {
      checkPath(path);
      if (op === '$rename') steps.push(renameStep(path, operand));
      else {
        const operator = updateOperators[op] as (typeof updateOperators)[string];
        const change = operator.compile(operand, path, now);
        steps.push({ path, op, creates: operator.creates, change });
      }
    }
  }
  return steps.sort((a, b) => comparePaths(a.path, b.path));
}

/** Fields are made in the order of their names, positions in the order of numbers. */
export function comparePaths(a: string, b: string): number {
  const x = a.split('.');
  const y = b.split('.');
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const [p, q] = [x[i] as string, y[i] as string];
    if (p === q) continue;
    const numbers = Number(p) - Number(q);
    return Number.isNaN(numbers) ? (p < q ? -1 : 1) : numbers;
  }
  return x.length - y.length;
}

function checkPath(path: string): void {
  if (path === '' || path.split('.').includes('')) {
    throw new StoreError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  if (path.startsWith('$')) {
    throw new StoreError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${path}' in '${path}' is not valid for storage.`,
    );
  }
}

function renameStep(path: string, to: unknown): Step {
  if (typeof to !== 'string') {
    throw new StoreError('BadValue', `The 'to' field for $rename must be a string: ${path}`);
  }
  if (to === path) {
    throw new StoreError(
      'BadValue',
      `The source and target field for $rename must differ: ${path}`,
    );
  }
  checkPath(to);
  return { path, op: '$rename', creates: false, rename: to, change: () => false };
}

function refuseConflicts(steps: readonly Step[]): void {
  const paths = steps.flatMap((s) => (s.rename ? [s.path, s.rename] : [s.path])).sort();
  const seen = new Set<string>();
  for (const path of paths) {
    const parts = path.split('.');
    const clash = parts.map((_, i) => parts.slice(0, i + 1).join('.')).find((p) => seen.has(p));
    if (clash !== undefined) {
      throw new StoreError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${clash}'`,
      );
    }
    seen.add(path);
  }
}

function refuseUnused(filters: ArrayFilters, steps: readonly Step[]): void {
  for (const name of filters.keys()) {
    if (!steps.some((s) => s.path.includes(`$[${name}]`))) {
      throw new StoreError(
        'FailedToParse',
        `The array filter for identifier '${name}' was not used in the update`,
      );
    }
  }
}

function applyStep(
  doc: Doc,
  step: Step,
  at: { filter: Filter | null; arrayFilters: ArrayFilters },
): void {
  if (step.rename !== undefined) {
    applyRename(doc, step.path, step.rename);
    return;
  }
  for (const parts of concretePaths(doc, step.path, at)) {
    const place = placeAt(doc, parts, step.creates);
    if (place) step.change(place, doc['_id']);
  }
}

function applyRename(doc: Doc, from: string, to: string): void {
  const source = placeAt(doc, from.split('.'), false);
  if (!source?.exists) return;
  if (Array.isArray(source.container)) {
    throw new StoreError(
      'BadValue',
      `The source field for $rename cannot be an array element: ${from}`,
    );
  }
  erase(source);
  const target = placeAt(doc, to.split('.'), true);
  if (target) write(target.container, target.name, source.value);
}

function keepId(doc: Doc, id: unknown, inserting: boolean): Doc {
  if (id === undefined && inserting) return doc;
  if (!('_id' in doc) || !equalValues(doc['_id'], id)) {
    throw new StoreError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify " + "the immutable field '_id'",
    );
  }
  return doc;
}

function replacement(u: Doc): Update {
  const dollar = Object.keys(u).find((k) => k.startsWith('$'));
  if (dollar !== undefined) {
    throw new StoreError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' is not allowed in the context of an update's ` +
        'replacement document.',
    );
  }
  return {
    replaces: true,
    apply(doc, _filter, inserting) {
      const id = doc['_id'];
      if ('_id' in u && (!inserting || id !== undefined) && !equalValues(u['_id'], id)) {
        throw new StoreError(
          'ImmutableField',
          'After applying the update, the (immutable) field ' +
            `'_id' was found to have been altered to _id: ${describe(u['_id'])}`,
        );
      }
      const { _id, ...rest } = u;
      const kept = id === undefined ? _id : id;
      return kept === undefined ? rest : { _id: kept, ...rest };
    },
  };
}

const pipelineStages = new Set([
  '$set',
  '$addFields',
  '$unset',
  '$project',
  '$replaceRoot',
  '$replaceWith',
]);

function pipelineUpdate(stages: readonly Doc[]): Update {
  for (const s of stages) {
    const name = isDoc(s) ? Object.keys(s)[0] : undefined;
    if (name === undefined || !pipelineStages.has(name)) {
      throw new StoreError(
        'InvalidOptions',
        `${name ?? 'This'} is not allowed to be used within an update`,
      );
    }
  }
  return {
    replaces: false,
    apply(doc, _filter, inserting) {
      const id = doc['_id'];
      const [result] = transformDocs(stages, [doc]);
      const out = result as Doc;
      if (!('_id' in out) && id !== undefined) return { _id: id, ...out };
      return keepId(out, id, inserting);
    },
  };
}

/**
 * The document an upsert begins with: what the filter says must be equal.
 * Fails with NotSingleValueField when it says so twice.
 */
export function seedOf(filter: Filter): Doc {
  const doc: Doc = {};
  const seen = new Set<string>();
  plantEqualities(filter.root, doc, seen);
  return doc;
}

function plantEqualities(node: FilterNode, doc: Doc, seen: Set<string>): void {
  if (node.kind === 'and') node.list.forEach((n) => plantEqualities(n, doc, seen));
  if (node.kind === 'or' && node.list.length === 1)
    plantEqualities(node.list[0] as FilterNode, doc, seen);
  if (node.kind !== 'leaf') return;
  const { op, operand } = node.predicate;
  const single =
    op === '$eq' ? [operand] : op === '$in' || op === '$all' ? (operand as unknown[]) : [];
  if (single.length !== 1 || (node.predicate.negated && op !== '$all')) return;
  if (seen.has(node.path)) {
    throw new StoreError(
      'NotSingleValueField',
      `cannot infer query fields to set, path ` + `'${node.path}' is matched twice`,
    );
  }
  seen.add(node.path);
  const place = placeAt(doc, node.parts, true);
  if (place) write(place.container, place.name, single[0]);
}

/** A filter that matches everything. */
export const anything: Filter = compileFilter({});
