import { isDoc } from '../bson/value.ts';
import type { Doc } from '../bson/decode.ts';
import { StoreError } from '../errors.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { matchedElement } from '../query/projection.ts';

/** Array filters by their identifiers: whether an element is meant. */
export type ArrayFilters = ReadonlyMap<string, (element: unknown) => boolean>;

/**
 * Reads `arrayFilters`. Fails with FailedToParse: not about exactly one identifier, or an
 * identifier twice.
 */
export function compileArrayFilters(source: unknown): ArrayFilters {
  const filters = new Map<string, (element: unknown) => boolean>();
  if (source === undefined || source === null) return filters;
  if (!Array.isArray(source)) throw new StoreError('TypeMismatch', 'arrayFilters must be an array');
  for (const f of source) {
    if (!isDoc(f)) throw new StoreError('TypeMismatch', 'arrayFilters must hold documents');
    const filter = compileFilter(f);
    const names = [...(filter.fields ?? [])];
    const name = names[0];
    if (names.length !== 1 || name === undefined) {
      throw new StoreError(
        'FailedToParse',
        'Error parsing array filter :: caused by :: Expected a ' + 'single top-level field name',
      );
    }
    if (filters.has(name)) {
      throw new StoreError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    }
    filters.set(name, (element) => filter.matches({ [name]: element }));
  }
  return filters;
}

/** What positional parts of a path stand for in the document at hand. */
export interface Positions {
  filter: Filter | null;
  arrayFilters: ArrayFilters;
}

/**
 * The concrete paths that an update path means in a document: `$` is the element the query
 * matched, `$[]` all, `$[name]` those an array filter takes.
 * Fails with BadValue when there is no array or no match to stand for them.
 */
export function concretePaths(doc: Doc, path: string, at: Positions): string[][] {
  const parts = path.split('.');
  if (!path.includes('$')) return [parts];
  let found: { parts: string[]; value: unknown }[] = [{ parts: [], value: doc }];
  parts.forEach((part, i) => {
    found = found.flatMap((f) => step(f, part, parts.slice(0, i).join('.'), doc, at));
  });
  return found.map((f) => f.parts);
}

interface Found {
  parts: string[];
  value: unknown;
}

function step(f: Found, part: string, before: string, doc: Doc, at: Positions): Found[] {
  if (part === '$') {
    const i = at.filter ? matchedElement(at.filter.root, doc, before) : null;
    if (i === null) {
      throw new StoreError(
        'BadValue',
        'The positional operator did not find the match needed from ' + 'the query.',
      );
    }
    return [element(f, i)];
  }
  const named = /^\$\[(\w*)\]$/.exec(part);
  if (!named) return [{ parts: [...f.parts, part], value: childOf(f.value, part) }];
  if (!Array.isArray(f.value)) {
    throw new StoreError(
      'BadValue',
      `The path '${f.parts.join('.')}' must exist in the document in ` +
        'order to apply array updates.',
    );
  }
  const name = named[1] as string;
  const test = name === '' ? (): boolean => true : at.arrayFilters.get(name);
  if (!test) {
    throw new StoreError('BadValue', `No array filter found for identifier '${name}' in path`);
  }
  return f.value.map((v, i) => (test(v) ? element(f, i) : null)).filter((e) => e !== null);
}

function element(f: Found, i: number): Found {
  return { parts: [...f.parts, String(i)], value: (f.value as unknown[])[i] };
}

function childOf(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return value[Number(part)];
  return isDoc(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}
