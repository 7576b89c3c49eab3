import { equalValues } from '../bson/compare.ts';
import { bsonType } from '../bson/types.ts';
import { isDoc, isNumeric, toNumber, typeName, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { isOperatorDoc } from '../query/filter.ts';
import { elementFilter, equalityOf } from '../query/predicate.ts';
import { compileSort, sortKey, type SortField } from '../query/sort.ts';
import { cloned, type Change, type UpdateOperator } from './operators.ts';
import { write, type Place } from './path.ts';

/** The array at a place; null when there is none. Fails with BadValue on anything else. */
function arrayAt(p: Place, op: string): unknown[] | null {
  if (!p.exists) return null;
  if (Array.isArray(p.value)) return p.value;
  throw new StoreError(
    'BadValue',
    `The field '${p.name}' must be an array but is of type ` + `${typeName(p.value)} (${op})`,
  );
}

function replaced(p: Place, before: unknown[] | null, now: unknown[]): boolean {
  if (before && before.length === now.length && before.every((v, i) => v === now[i])) return false;
  write(p.container, p.name, now);
  return true;
}

interface PushSpec {
  each: unknown[];
  position?: number;
  slice?: number;
  sort?: unknown;
}

function pushSpec(operand: unknown): PushSpec {
  if (!isDoc(operand) || !('$each' in operand)) return { each: [operand] };
  const each = operand['$each'];
  if (!Array.isArray(each)) {
    throw new StoreError('BadValue', 'The argument to $each in $push must be an array');
  }
  const spec: PushSpec = { each };
  for (const [k, v] of Object.entries(operand)) {
    if (k === '$each') continue;
    if (k === '$sort') spec.sort = v;
    else if ((k === '$position' || k === '$slice') && isNumeric(typeOf(v))) {
      if (k === '$slice') spec.slice = toNumber(v);
      else spec.position = toNumber(v);
    } else throw new StoreError('BadValue', `Unrecognized clause in $push: ${k}`);
  }
  return spec;
}

function sorter(sort: unknown): (list: unknown[]) => unknown[] {
  const whole = isNumeric(typeOf(sort));
  const fields: SortField[] = whole
    ? [{ path: '', parts: [], descending: toNumber(sort) < 0 }]
    : compileSort(sort);
  return (list) =>
    list
      .map((v, at) => ({ v, at, key: sortKey(v, fields) }))
      .sort((a, b) => Buffer.compare(a.key, b.key) || a.at - b.at)
      .map((x) => x.v);
}

const push: UpdateOperator = {
  creates: true,
  compile(operand): Change {
    const spec = pushSpec(operand);
    const sort = spec.sort === undefined ? null : sorter(spec.sort);
    return (p) => {
      const before = arrayAt(p, '$push');
      let list = before ? [...before] : [];
      list.splice(spec.position ?? list.length, 0, ...spec.each.map(cloned));
      if (sort) list = sort(list);
      if (spec.slice !== undefined) {
        list =
          spec.slice === 0
            ? []
            : spec.slice > 0
              ? list.slice(0, spec.slice)
              : list.slice(spec.slice);
      }
      return replaced(p, before, list);
    };
  },
};

const addToSet: UpdateOperator = {
  creates: true,
  compile(operand): Change {
    const each = isDoc(operand) && '$each' in operand ? operand['$each'] : [operand];
    if (!Array.isArray(each)) {
      throw new StoreError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
    }
    return (p) => {
      const before = arrayAt(p, '$addToSet');
      const list = before ? [...before] : [];
      for (const v of each) if (!list.some((x) => equalValues(x, v))) list.push(cloned(v));
      return replaced(p, before, list);
    };
  },
};

const pop: UpdateOperator = {
  creates: false,
  compile(operand): Change {
    const n = isNumeric(typeOf(operand)) ? toNumber(operand) : 0;
    if (n !== 1 && n !== -1) throw new StoreError('FailedToParse', '$pop expects 1 or -1');
    return (p) => {
      const before = arrayAt(p, '$pop');
      if (!before) return false;
      return replaced(p, before, n === 1 ? before.slice(0, -1) : before.slice(1));
    };
  },
};

const pull: UpdateOperator = {
  creates: false,
  compile(operand): Change {
    const taken = pullTest(operand);
    return (p) => {
      const before = arrayAt(p, '$pull');
      return before
        ? replaced(
            p,
            before,
            before.filter((v) => !taken(v)),
          )
        : false;
    };
  },
};

function pullTest(operand: unknown): (v: unknown) => boolean {
  if (isOperatorDoc(operand) || isDoc(operand)) {
    const test = elementFilter(operand);
    return (v) => test(v);
  }
  if (typeOf(operand) === bsonType.regex) return equalityOf(operand).test;
  return (v) => equalValues(v, operand);
}

const pullAll: UpdateOperator = {
  creates: false,
  compile(operand): Change {
    if (!Array.isArray(operand)) {
      throw new StoreError('BadValue', '$pullAll requires an array argument');
    }
    return (p) => {
      const before = arrayAt(p, '$pullAll');
      if (!before) return false;
      return replaced(
        p,
        before,
        before.filter((v) => !operand.some((o) => equalValues(o, v))),
      );
    };
  },
};

/**
 * The operators on arrays.
 * Source: https://www.mongodb.com/docs/manual/reference/operator/update-array/
 */
export const arrayOperators: Readonly<Record<string, UpdateOperator>> = {
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};
