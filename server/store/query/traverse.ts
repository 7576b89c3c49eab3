import { isDoc } from '../bson/value.ts';
import { isPosition } from '../storage/paths.ts';

/**
 * Whether `test` holds for some value at a dotted path, as MongoDB walks it: through the elements
 * of arrays on the way, and (with `expands`) over the elements of an array at its end as well as
 * the array itself. A path that leads nowhere is tested as `undefined`.
 */
export function anyValue(
  value: unknown,
  parts: readonly string[],
  at: number,
  expands: boolean,
  test: (v: unknown) => boolean,
): boolean {
  if (at === parts.length) return atEnd(value, expands, test);
  if (Array.isArray(value)) return inArray(value, parts, at, expands, test);
  if (!isDoc(value)) return test(undefined);
  const part = parts[at] as string;
  return anyValue(
    Object.hasOwn(value, part) ? value[part] : undefined,
    parts,
    at + 1,
    expands,
    test,
  );
}

function atEnd(value: unknown, expands: boolean, test: (v: unknown) => boolean): boolean {
  if (expands && Array.isArray(value)) for (const v of value) if (test(v)) return true;
  return test(value);
}

function inArray(
  list: unknown[],
  parts: readonly string[],
  at: number,
  expands: boolean,
  test: (v: unknown) => boolean,
): boolean {
  const part = parts[at] as string;
  if (isPosition(part) && Number(part) < list.length) {
    if (anyValue(list[Number(part)], parts, at + 1, expands, test)) return true;
  }
  for (const v of list) {
    if (isDoc(v) && anyValue(v, parts, at, expands, test)) return true;
  }
  return false;
}

/** Every value at a path, arrays on the way opened, the one at the end left whole. */
export function valuesAt(value: unknown, parts: readonly string[]): unknown[] {
  const found: unknown[] = [];
  anyValue(value, parts, 0, false, (v) => {
    if (v !== undefined) found.push(v);
    return false;
  });
  return found;
}
