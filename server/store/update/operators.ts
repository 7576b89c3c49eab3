import { Long, Timestamp } from 'bson';
import type { Doc } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { arithmetic } from '../bson/number.ts';
import { compareValues, sameValue } from '../bson/compare.ts';
import { describe } from '../bson/describe.ts';
import { isDoc, isNumeric, longValue, toNumber, typeName, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { arrayOperators } from './array-operators.ts';
import { erase, write, type Place } from './path.ts';

/** Changes the value at a place; returns whether it did. */
export type Change = (p: Place, id: unknown) => boolean;

/** An update operator: checks its operand once and gives the change. */
export interface UpdateOperator {
  /** Whether a missing path is made on the way. */
  creates: boolean;
  compile(operand: unknown, path: string, now: () => Date): Change;
}

function put(p: Place, value: unknown): boolean {
  if (p.exists && sameValue(p.value, value)) return false;
  write(p.container, p.name, value);
  return true;
}

const set: UpdateOperator = { creates: true, compile: (value) => (p) => put(p, cloned(value)) };

/** A copy, so that documents of one multi-update share nothing. */
export function cloned(v: unknown): unknown {
  if (Array.isArray(v)) return v.map(cloned);
  if (!isDoc(v)) return v;
  const out: Doc = {};
  for (const k of Object.keys(v)) write(out, k, cloned(v[k]));
  return out;
}

function numeric(op: '$inc' | '$mul'): UpdateOperator {
  return {
    creates: true,
    compile(operand, path) {
      if (!isNumeric(typeOf(operand))) {
        const verb = op === '$inc' ? 'increment' : 'multiply';
        throw new StoreError(
          'TypeMismatch',
          `Cannot ${verb} with non-numeric argument: ` + `{${path}: ${describe(operand)}}`,
        );
      }
      return (p, id) => {
        if (!p.exists) return put(p, op === '$inc' ? operand : arithmetic(operand, 0, '*'));
        if (!isNumeric(typeOf(p.value))) {
          throw new StoreError(
            'TypeMismatch',
            `Cannot apply ${op} to a value of non-numeric type. ` +
              `{_id: ${describe(id)}} has the field '${p.name}' of non-numeric type ` +
              typeName(p.value),
          );
        }
        return put(p, arithmetic(p.value, operand, op === '$inc' ? '+' : '*'));
      };
    },
  };
}

function extreme(sign: 1 | -1): UpdateOperator {
  return {
    creates: true,
    compile: (operand) => (p) => {
      if (p.exists && compareValues(operand, p.value) * sign <= 0) return false;
      return put(p, cloned(operand));
    },
  };
}

const currentDate: UpdateOperator = {
  creates: true,
  compile(operand, path, now) {
    const type = isDoc(operand) ? operand['$type'] : 'date';
    if (
      (operand !== true && operand !== false && !isDoc(operand)) ||
      (type !== 'date' && type !== 'timestamp')
    ) {
      throw new StoreError(
        'BadValue',
        `${path}: $currentDate takes true, {$type: 'date'} or ` + "{$type: 'timestamp'}",
      );
    }
    return (p) =>
      put(
        p,
        type === 'date' ? now() : new Timestamp({ t: Math.floor(now().getTime() / 1000), i: 1 }),
      );
  },
};

const unset: UpdateOperator = {
  creates: false,
  compile: () => (p) => {
    if (p.exists) erase(p);
    return p.exists;
  },
};

const bit: UpdateOperator = {
  creates: true,
  compile(operand, path) {
    if (!isDoc(operand))
      throw new StoreError('BadValue', `$bit takes {and|or|xor: number} for ${path}`);
    const steps = Object.entries(operand);
    return (p) => {
      let value: unknown = p.exists ? p.value : 0;
      for (const [op, mask] of steps) value = bitwise(op, value, mask);
      return put(p, value);
    };
  },
};

function bitwise(op: string, value: unknown, mask: unknown): unknown {
  const big = (v: unknown): bigint =>
    typeOf(v) === bsonType.long ? longValue(v) : BigInt(Math.trunc(toNumber(v)));
  const whole = (v: unknown): boolean => typeOf(v) === bsonType.int || typeOf(v) === bsonType.long;
  if (!whole(value) || !whole(mask)) {
    throw new StoreError('BadValue', 'Cannot apply $bit to a value of non-integral type');
  }
  const [a, b] = [big(value), big(mask)];
  if (op !== 'and' && op !== 'or' && op !== 'xor') {
    throw new StoreError(
      'BadValue',
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${op}'`,
    );
  }
  const n = op === 'and' ? a & b : op === 'or' ? a | b : a ^ b;
  const long = typeOf(value) === bsonType.long || typeOf(mask) === bsonType.long;
  return long ? Long.fromBigInt(BigInt.asIntN(64, n)) : Number(BigInt.asIntN(32, n));
}

/** Every operator but `$rename`, which has two places. */
export const updateOperators: Readonly<Record<string, UpdateOperator>> = {
  $set: set,
  $setOnInsert: set,
  $unset: unset,
  $inc: numeric('$inc'),
  $mul: numeric('$mul'),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $bit: bit,
  ...arrayOperators,
};
