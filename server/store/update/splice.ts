import { walk } from '../bson/decode.ts';
import { bsonType } from '../bson/types.ts';
import { joinElements } from '../bson/encode.ts';
import { validate } from '../bson/validate.ts';
import { comparePaths } from './update.ts';

/** A change of stored bytes by received bytes: nothing is decoded, no type can be lost. */
export type Splice = (stored: Buffer) => Buffer | null;

/**
 * The splice of an update that only sets whole top-level fields (and `$setOnInsert`, which does
 * nothing to a document that is there), or replaces; null for any other, which is compiled.
 * Projections write almost nothing else, and this halves what such a write costs.
 */
export function spliceOf(u: Buffer): Splice | null {
  const set = new Map<string, Buffer>();
  let operators = 0;
  let plain = 0;
  let fits = true;
  walk(u, 0, (type, name, start) => {
    if (!name.startsWith('$')) plain++;
    else if (type !== bsonType.object || !collect(u, name, start, set)) fits = false;
    else operators++;
    return !fits;
  });
  if (!fits || (operators > 0 && plain > 0)) return null;
  if (operators === 0) return replacing(u);
  const added = [...set.keys()].sort(comparePaths);
  return (stored) => setting(stored, set, added);
}

function collect(u: Buffer, operator: string, at: number, set: Map<string, Buffer>): boolean {
  if (operator !== '$set' && operator !== '$setOnInsert') return false;
  let fits = true;
  walk(u, at, (type, name, start, end, element) => {
    if (
      name === '' ||
      name === '_id' ||
      name.startsWith('$') ||
      name.includes('.') ||
      set.has(name)
    ) {
      fits = false;
      return true;
    }
    if (type === bsonType.object || type === bsonType.array) validate(u, start);
    if (operator === '$set') set.set(name, u.subarray(element, end));
    return false;
  });
  return fits;
}

function setting(
  stored: Buffer,
  set: ReadonlyMap<string, Buffer>,
  names: readonly string[],
): Buffer | null {
  const parts: Buffer[] = [];
  const met = new Set<string>();
  let changed = false;
  walk(stored, 0, (_type, name, _start, end, element) => {
    const now = set.get(name);
    const before = stored.subarray(element, end);
    if (now) met.add(name);
    if (!now || now.equals(before)) parts.push(before);
    else {
      parts.push(now);
      changed = true;
    }
  });
  for (const name of names) {
    if (met.has(name)) continue;
    parts.push(set.get(name) as Buffer);
    changed = true;
  }
  return changed ? joinElements(parts) : null;
}

/** A replacement without `_id`, or null when it names one: then it must be compared. */
function replacing(u: Buffer): Splice | null {
  let named = false;
  walk(u, 0, (_type, name) => {
    if (name === '_id') named = true;
    return named;
  });
  if (named) return null;
  validate(u);
  return (stored) => {
    let id: Buffer | null = null;
    walk(stored, 0, (_type, name, _start, end, element) => {
      if (name !== '_id') return false;
      id = stored.subarray(element, end);
      return true;
    });
    if (!id) return null;
    const raw = joinElements([id, u.subarray(4, u.length - 1)]);
    return raw.equals(stored) ? null : raw;
  };
}
