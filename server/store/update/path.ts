import { isDoc } from '../bson/value.ts';
import { describe } from '../bson/describe.ts';
import type { Doc } from '../bson/decode.ts';
import { StoreError } from '../errors.ts';
import { isPosition } from '../storage/paths.ts';

/** A place within a document: a field of a document or a position of an array. */
export interface Place {
  container: Doc | unknown[];
  name: string;
  exists: boolean;
  value: unknown;
}

/** Padding with null stops here, as in mongod: one number must not allocate gigabytes. */
const maxPadding = 1_500_000;

/**
 * Finds the place of a concrete path. With `create` missing documents on the way are made;
 * without it null is returned where the path ends early.
 * Fails with PathNotViable where a scalar stands in the way.
 */
export function placeAt(doc: Doc, parts: readonly string[], create: boolean): Place | null {
  let container: Doc | unknown[] = doc;
  for (let i = 0; i < parts.length - 1; i++) {
    const name = parts[i] as string;
    if (Array.isArray(container) && !isPosition(name)) {
      if (!create) return null;
      throw notViable(parts[i] as string, parts[i - 1] ?? '', container);
    }
    let next: unknown = read(container, name);
    if (next === undefined) {
      if (!create) return null;
      next = {};
      write(container, name, next);
    }
    if (!Array.isArray(next) && !isDoc(next)) {
      if (!create) return null;
      throw notViable(parts[i + 1] as string, name, next);
    }
    container = next as Doc | unknown[];
  }
  const name = parts.at(-1) as string;
  if (Array.isArray(container) && !isPosition(name)) {
    if (!create) return null;
    throw notViable(name, parts.at(-2) ?? '', container);
  }
  return { container, name, exists: has(container, name), value: read(container, name) };
}

function notViable(field: string, parent: string, element: unknown): StoreError {
  return new StoreError(
    'PathNotViable',
    `Cannot create field '${field}' in element {${parent}: ${describe(element)}}`,
  );
}

function has(container: Doc | unknown[], name: string): boolean {
  return Array.isArray(container)
    ? Number(name) < container.length
    : Object.hasOwn(container, name);
}

function read(container: Doc | unknown[], name: string): unknown {
  if (Array.isArray(container)) return container[Number(name)];
  return Object.hasOwn(container, name) ? container[name] : undefined;
}

/** Puts a value at a place. */
export function write(container: Doc | unknown[], name: string, value: unknown): void {
  if (Array.isArray(container)) {
    const i = Number(name);
    if (i - container.length > maxPadding) {
      throw new StoreError('BadValue', `can't backfill more than ${maxPadding} elements`);
    }
    while (container.length < i) container.push(null);
    container[i] = value;
  } else if (name === '__proto__') {
    Object.defineProperty(container, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  } else container[name] = value;
}

/** Removes a field; a position of an array becomes null, as `$unset` does. */
export function erase(p: Place): void {
  if (Array.isArray(p.container)) p.container[Number(p.name)] = null;
  else delete p.container[p.name];
}
