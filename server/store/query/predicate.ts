import { compareValues, equalValues } from '../bson/compare.ts';
import type { Doc } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { isDoc, isNumeric, regexParts, stringValue, toNumber, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { keyOf, placeOf } from '../storage/key.ts';
import { bitsTest } from './bits.ts';
import { compileFilter, isOperatorDoc, matchesLeaf } from './filter.ts';
import { toRegExp } from './regex.ts';
import { typeTest } from './type-test.ts';

/** One condition on the value at a path. */
export interface Predicate {
  /** The operator, as the planner reads it; `$eq` for plain equality. */
  readonly op: string;
  readonly operand: unknown;
  /** Whether elements of an array at the end are tested too. */
  readonly expands: boolean;
  readonly test: (v: unknown) => boolean;
  /** For `$not`, `$ne`, `$nin`: true where these do not all hold. */
  readonly negated?: readonly Predicate[];
}

type Range = '$gt' | '$gte' | '$lt' | '$lte';

/** The predicate of `{path: value}`; a regular expression matches instead of equals. */
export function equalityOf(value: unknown): Predicate {
  if (typeOf(value) === bsonType.regex) return regexPredicate(value, '');
  return simple('$eq', value, equalTest(value));
}

function simple(op: string, operand: unknown, test: (v: unknown) => boolean): Predicate {
  return { op, operand, expands: true, test };
}

function whole(op: string, operand: unknown, test: (v: unknown) => boolean): Predicate {
  return { op, operand, expands: false, test };
}

function not(op: string, operand: unknown, negated: readonly Predicate[]): Predicate {
  return { op, operand, expands: false, test: never, negated };
}

const never = (): boolean => false;

function equalTest(value: unknown): (v: unknown) => boolean {
  if (value === null || value === undefined) return (v) => v === null || v === undefined;
  if (typeof value === 'string') {
    return (v) => v === value || (typeof v === 'object' && v !== null && equalValues(v, value));
  }
  const place = placeOf(value);
  return (v) => v !== undefined && placeOf(v) === place && equalValues(v, value);
}

/** Compiles `{$gt: 1, $lt: 5, …}`. Fails with BadValue on an operator it does not know. */
export function compilePredicates(operators: Doc): Predicate[] {
  const list: Predicate[] = [];
  for (const op in operators) {
    if (op === '$options') {
      if ('$regex' in operators) continue;
      throw new StoreError('BadValue', '$options needs a $regex');
    }
    list.push(
      op === '$regex'
        ? regexPredicate(operators[op], operators['$options'])
        : compileOne(op, operators[op]),
    );
  }
  return list;
}

function compileOne(op: string, operand: unknown): Predicate {
  switch (op) {
    case '$eq':
      return simple(op, operand, equalTest(operand));
    case '$ne':
      if (typeOf(operand) === bsonType.regex) {
        throw new StoreError('BadValue', "Can't have regex as arg to $ne.");
      }
      return not(op, operand, [simple('$eq', operand, equalTest(operand))]);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return simple(op, operand, rangeTest(op, operand));
    case '$in':
      return inPredicate(op, operand);
    case '$nin':
      return not(op, operand, [inPredicate(op, operand)]);
    case '$not':
      return notPredicate(operand);
    case '$exists':
      return existsPredicate(operand);
    case '$type':
      return simple(op, operand, typeTest(operand));
    case '$mod':
      return simple(op, operand, modTest(operand));
    case '$size':
      return whole(op, operand, sizeTest(operand));
    case '$all':
      return allPredicate(operand);
    case '$elemMatch':
      return whole(op, operand, elementTest(operand));
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return simple(op, operand, bitsTest(op, operand));
    default:
      throw new StoreError('BadValue', `unknown operator: ${op}`);
  }
}

function rangeTest(op: Range, operand: unknown): (v: unknown) => boolean {
  const type = typeOf(operand);
  if (type === bsonType.regex)
    throw new StoreError('BadValue', `Can't have RegEx as arg to predicate over field`);
  const holds = rangeHolds(op);
  if (type === bsonType.minKey || type === bsonType.maxKey) {
    return (v) => v !== undefined && holds(compareValues(v, operand));
  }
  if (operand === null || operand === undefined) {
    return (v) => (op === '$gte' || op === '$lte') && (v === null || v === undefined);
  }
  const place = placeOf(operand);
  const operandIsNaN = isNumeric(type) && Number.isNaN(toNumber(operand));
  return (v) => {
    if (v === undefined || placeOf(v) !== place) return false;
    if (place === numberPlace && Number.isNaN(toNumber(v)) !== operandIsNaN) return false;
    return holds(compareValues(v, operand));
  };
}

const numberPlace = placeOf(0);

function rangeHolds(op: Range): (order: number) => boolean {
  if (op === '$gt') return (n) => n > 0;
  if (op === '$gte') return (n) => n >= 0;
  return op === '$lt' ? (n) => n < 0 : (n) => n <= 0;
}

function inPredicate(op: string, operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw new StoreError('BadValue', `${op} needs an array`);
  if (operand.some(isOperatorDoc)) throw new StoreError('BadValue', `cannot nest $ under ${op}`);
  const patterns = operand.filter((v) => typeOf(v) === bsonType.regex).map((v) => toRegExp(v, ''));
  const values = operand.filter((v) => typeOf(v) !== bsonType.regex);
  const tests = values.length > 8 ? [setTest(values)] : values.map(equalTest);
  return simple(
    '$in',
    operand,
    (v) => tests.some((t) => t(v)) || (typeof v === 'string' && patterns.some((p) => p.test(v))),
  );
}

/** Membership in a long list by the values' keys. */
function setTest(values: unknown[]): (v: unknown) => boolean {
  const texts = new Set(values.filter((v) => typeof v === 'string'));
  const others = new Set(
    values.filter((v) => typeof v !== 'string').map((v) => keyOf(v).toString('latin1')),
  );
  return (v) => (typeof v === 'string' ? texts.has(v) : others.has(keyOf(v).toString('latin1')));
}

function notPredicate(operand: unknown): Predicate {
  if (typeOf(operand) === bsonType.regex)
    return not('$not', operand, [regexPredicate(operand, '')]);
  if (!isDoc(operand) || !isOperatorDoc(operand)) {
    throw new StoreError('BadValue', '$not needs a regex or a document');
  }
  return not('$not', operand, compilePredicates(operand));
}

function existsPredicate(operand: unknown): Predicate {
  const exists = whole('$exists', true, (v) => v !== undefined);
  const wanted =
    operand !== false &&
    operand !== null &&
    operand !== undefined &&
    !(isNumeric(typeOf(operand)) && toNumber(operand) === 0);
  return wanted ? exists : not('$exists', false, [exists]);
}

/** `$regex` and `$options`. Fails with BadValue on a pattern or flag it cannot run. */
function regexPredicate(pattern: unknown, options: unknown): Predicate {
  const type = typeOf(pattern);
  if (type !== bsonType.regex && type !== bsonType.string) {
    throw new StoreError('BadValue', '$regex has to be a string');
  }
  const re = toRegExp(pattern, options === undefined ? '' : String(options));
  const same = type === bsonType.regex ? regexParts(pattern) : null;
  return simple('$regex', re, (v) => {
    if (typeof v === 'string') return re.test(v);
    const kind = typeOf(v);
    if (kind === bsonType.symbol) return re.test(stringValue(v));
    if (kind !== bsonType.regex || !same) return false;
    const own = regexParts(v);
    return own.pattern === same.pattern && own.options === same.options;
  });
}

function modTest(operand: unknown): (v: unknown) => boolean {
  if (!Array.isArray(operand) || operand.length !== 2) {
    throw new StoreError('BadValue', 'malformed mod, needs to be an array of two numbers');
  }
  const [divisor, remainder] = operand.map((v) => Math.trunc(toNumber(v)));
  if (!divisor) throw new StoreError('BadValue', 'divisor cannot be 0');
  return (v) => isNumeric(typeOf(v)) && Math.trunc(toNumber(v)) % divisor === remainder;
}

function sizeTest(operand: unknown): (v: unknown) => boolean {
  const n = isNumeric(typeOf(operand)) ? toNumber(operand) : NaN;
  if (!Number.isInteger(n) || n < 0) {
    throw new StoreError('BadValue', 'Failed to parse $size. Expected a non-negative integer');
  }
  return (v) => Array.isArray(v) && v.length === n;
}

/** `$all` as the conjunction it stands for: one predicate whose negation is negated again. */
function allPredicate(operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw new StoreError('BadValue', '$all needs an array');
  if (operand.length === 0) return simple('$all', operand, never);
  const each = operand.map((v) =>
    isOperatorDoc(v) && '$elemMatch' in v
      ? compileOne('$elemMatch', v['$elemMatch'])
      : equalityOf(v),
  );
  return not('$all', operand, [not('$not', operand, each)]);
}

/** `$elemMatch`: conditions on one element, either operators or a filter. */
function elementTest(operand: unknown): (v: unknown) => boolean {
  const test = elementFilter(operand);
  return (v) => Array.isArray(v) && v.some(test);
}

/** Whether an element satisfies the operand of an `$elemMatch` or a `$pull`. */
export function elementFilter(operand: unknown): (v: unknown) => boolean {
  if (!isDoc(operand)) throw new StoreError('BadValue', '$elemMatch needs an Object');
  const first = Object.keys(operand)[0];
  const logical = first === '$and' || first === '$or' || first === '$nor' || first === '$expr';
  if (isOperatorDoc(operand) && !logical) {
    const list = compilePredicates(operand);
    return (v) => list.every((p) => matchesLeaf(p, v, []));
  }
  const filter = compileFilter(operand);
  return (v) => (isDoc(v) || Array.isArray(v)) && filter.matches(v as Doc);
}
