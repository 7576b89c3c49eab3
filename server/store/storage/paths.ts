import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { emptyArrayKey } from './key.ts';

const digits = /^(0|[1-9]\d*)$/;

/** Whether a path component may be a position within an array. */
export function isPosition(part: string): boolean {
  return digits.test(part);
}

interface Cursor {
  at: unknown;
  parts: readonly string[];
  depth: number;
}

/** What an index takes from one document. */
export interface Extracted {
  /** One row per key: the value of each field; `undefined` where the document has none. */
  rows: unknown[][];
  /** For each field whether an array lay on its path. */
  multikey: boolean[];
}

/**
 * The index keys of a document: one row, or one per element when an array lies on a path. Fields
 * below the same array are taken from the same element.
 * Fails with CannotIndexParallelArrays when two different arrays would have to be multiplied.
 * Source: mongo/src/mongo/db/index/btree_key_generator.cpp
 */
export function extract(doc: unknown, paths: readonly (readonly string[])[]): Extracted {
  const multikey = paths.map(() => false);
  const rows: unknown[][] = [];
  expand(
    paths.map((parts) => ({ at: doc, parts, depth: 0 })),
    multikey,
    rows,
  );
  return { rows, multikey };
}

function expand(cursors: Cursor[], multikey: boolean[], rows: unknown[][]): void {
  let array: unknown[] | null = null;
  let arrayPath = '';
  const inArray: number[] = [];
  const moved = cursors.map((c, i) => {
    const m = descend(c);
    if (!Array.isArray(m.at)) return m;
    const path = m.parts.slice(0, m.depth).join('.');
    if (array && (array !== m.at || path !== arrayPath)) {
      throw new StoreError(
        'CannotIndexParallelArrays',
        `cannot index parallel arrays [${m.parts[m.depth - 1]}] [${arrayPath}]`,
      );
    }
    array = m.at;
    arrayPath = path;
    inArray.push(i);
    multikey[i] = true;
    return m;
  });
  if (!array) {
    rows.push(moved.map((m) => m.at));
    return;
  }
  const elements = array as unknown[];
  if (elements.length === 0) {
    const replaced = moved.map((m, i) =>
      inArray.includes(i)
        ? {
            ...m,
            at: m.depth === m.parts.length ? emptyArrayKey : undefined,
            depth: m.parts.length,
          }
        : m,
    );
    expand(replaced, multikey, rows);
    return;
  }
  for (const element of elements) {
    expand(
      moved.map((m, i) => (inArray.includes(i) ? enter(m, element) : m)),
      multikey,
      rows,
    );
  }
}

/** An element of an array stands for the array; a nested array is a value of its own. */
function enter(c: Cursor, element: unknown): Cursor {
  if (c.depth === c.parts.length) return { ...c, at: wrapNested(element) };
  return isDoc(element) ? { ...c, at: element } : { ...c, at: undefined, depth: c.parts.length };
}

/** Keeps an array inside an array from being expanded again. */
class Nested {
  readonly value: unknown[];
  constructor(value: unknown[]) {
    this.value = value;
  }
}

function wrapNested(v: unknown): unknown {
  return Array.isArray(v) ? new Nested(v) : v;
}

/** The value to encode: what `extract` gave, nested arrays unwrapped. */
export function plain(v: unknown): unknown {
  return v instanceof Nested ? v.value : v;
}

function descend(c: Cursor): Cursor {
  let { at, depth } = c;
  while (depth < c.parts.length) {
    const part = c.parts[depth] as string;
    if (Array.isArray(at)) {
      if (!isPosition(part)) break;
      at = at[Number(part)];
    } else if (isDoc(at)) at = Object.hasOwn(at, part) ? at[part] : undefined;
    else at = undefined;
    depth++;
    if (at === undefined) depth = c.parts.length;
  }
  return { at, parts: c.parts, depth };
}
