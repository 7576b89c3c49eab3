import type { Doc } from '../bson/decode.ts';
import { isDoc, isNumeric, toNumber, typeName, typeOf } from '../bson/value.ts';
import { equalValues } from '../bson/compare.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';

/** An index as a client describes it and as `listIndexes` answers it. */
export interface IndexSpec {
  name: string;
  key: Doc;
  unique?: boolean;
  sparse?: boolean;
  hidden?: boolean;
  expireAfterSeconds?: number;
  partialFilterExpression?: Doc;
}

const ignored = new Set(['background', 'v', 'ns', 'dropDups', 'textIndexVersion', 'storageEngine']);

/**
 * Checks a client's description.
 * Failures in order: no key; a key kind we don't have (text, geo, hashed, wildcard); too many
 * fields; collation; an unknown option; a TTL that is not a number or on a compound key.
 */
export function checkedSpec(raw: Doc): IndexSpec {
  const key = raw['key'];
  if (!isDoc(key) || Object.keys(key).length === 0) {
    throw new StoreError('FailedToParse', "The field 'key' must be an object with fields");
  }
  checkKey(key);
  const spec: IndexSpec = { name: String(raw['name'] ?? defaultName(key)), key };
  for (const [name, v] of Object.entries(raw)) readOption(spec, name, v);
  if (spec.expireAfterSeconds !== undefined && Object.keys(key).length > 1) {
    throw new StoreError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL',
    );
  }
  if (spec.sparse && spec.partialFilterExpression) {
    throw new StoreError(
      'CannotCreateIndex',
      'cannot mix "partialFilterExpression" and "sparse" options',
    );
  }
  return spec;
}

function checkKey(key: Doc): void {
  if (Object.keys(key).length > limits.maxIndexFields) {
    throw new StoreError(
      'CannotCreateIndex',
      `Index key pattern has too many fields; at most ${limits.maxIndexFields} are allowed`,
    );
  }
  for (const [path, direction] of Object.entries(key)) {
    if (path === '' || path.includes('..') || path.startsWith('.') || path.endsWith('.')) {
      throw new StoreError('CannotCreateIndex', 'Index keys cannot be an empty field.');
    }
    if (path.includes('$')) {
      throw new StoreError(
        'CannotCreateIndex',
        "Index key contains an illegal field name: field name starts with '$' or is a " +
          `wildcard: ${path}`,
      );
    }
    if (!isNumeric(typeOf(direction)) || toNumber(direction) === 0) {
      throw new StoreError(
        'CannotCreateIndex',
        `Index kind '${String(direction)}' is not supported: use 1 or -1`,
      );
    }
  }
}

function readOption(spec: IndexSpec, name: string, v: unknown): void {
  if (name === 'key' || name === 'name' || ignored.has(name)) return;
  if (name === 'unique' || name === 'sparse' || name === 'hidden') {
    if (v) spec[name] = true;
  } else if (name === 'expireAfterSeconds') {
    if (!isNumeric(typeOf(v)) || toNumber(v) < 0) {
      throw new StoreError(
        'CannotCreateIndex',
        "TTL index 'expireAfterSeconds' option must be " +
          `numeric and not negative, but received a type of ${typeName(v)}`,
      );
    }
    spec.expireAfterSeconds = toNumber(v);
  } else if (name === 'partialFilterExpression') {
    if (!isDoc(v))
      throw new StoreError('CannotCreateIndex', '"partialFilterExpression" must be an object');
    spec.partialFilterExpression = v;
  } else if (name === 'collation') {
    if (!isDoc(v) || v['locale'] !== 'simple') {
      throw new StoreError('CannotCreateIndex', 'collation is not supported by this store');
    }
  } else {
    throw new StoreError(
      'InvalidOptions',
      `The field '${name}' is not valid for an index specification.`,
    );
  }
}

/** The name MongoDB gives: fields and directions joined by underscores. */
export function defaultName(key: Doc): string {
  return Object.entries(key)
    .map(([k, v]) => `${k}_${isNumeric(typeOf(v)) ? toNumber(v) : v}`)
    .join('_');
}

/** Whether two descriptions ask for the same index, names aside. */
export function sameIndex(a: IndexSpec, b: IndexSpec): boolean {
  return sameKey(a.key, b.key) && sameOptions(a, b);
}

/** Whether two key patterns name the same fields, in order and direction. */
export function sameKey(a: Doc, b: Doc): boolean {
  const x = Object.entries(a);
  const y = Object.entries(b);
  return (
    x.length === y.length &&
    x.every(
      ([k, v], i) => k === y[i]?.[0] && Math.sign(toNumber(v)) === Math.sign(toNumber(y[i]?.[1])),
    )
  );
}

/** Whether uniqueness, sparseness, expiry and filter agree. */
export function sameOptions(a: IndexSpec, b: IndexSpec): boolean {
  return (
    !!a.unique === !!b.unique &&
    !!a.sparse === !!b.sparse &&
    a.expireAfterSeconds === b.expireAfterSeconds &&
    equalValues(a.partialFilterExpression ?? {}, b.partialFilterExpression ?? {})
  );
}
