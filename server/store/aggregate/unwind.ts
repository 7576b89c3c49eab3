import { Long } from 'bson';
import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import type { Stage } from './pipeline.ts';

/** `$unwind`: one document per element. */
export function unwindStage(spec: unknown): Stage {
  const options = isDoc(spec) ? spec : { path: spec };
  const path = options['path'];
  if (typeof path !== 'string' || !path.startsWith('$')) {
    throw new StoreError('BadValue', "path option to $unwind stage should be prefixed with a '$'");
  }
  const parts = path.slice(1).split('.');
  const index = options['includeArrayIndex'];
  const keepEmpty = options['preserveNullAndEmptyArrays'] === true;
  return (input) => {
    let waiting: Doc[] = [];
    return {
      next: () => {
        while (waiting.length === 0) {
          const doc = input.next();
          if (!doc) return null;
          waiting = unwound(
            doc,
            parts,
            keepEmpty,
            typeof index === 'string' ? index : null,
          ).reverse();
        }
        return waiting.pop() as Doc;
      },
      pause: () => input.pause(),
    };
  };
}

function unwound(
  doc: Doc,
  parts: readonly string[],
  keepEmpty: boolean,
  index: string | null,
): Doc[] {
  const value = parts.reduce<unknown>((v, p) => (isDoc(v) ? v[p] : undefined), doc);
  const numbered = (d: Doc, i: number | null): Doc =>
    index === null ? d : { ...d, [index]: i === null ? null : Long.fromNumber(i) };
  if (Array.isArray(value) && value.length > 0) {
    return value.map((v, i) => numbered(replaced(doc, parts, v), i));
  }
  if (Array.isArray(value))
    return keepEmpty ? [numbered(replaced(doc, parts, undefined), null)] : [];
  if (value === null || value === undefined) return keepEmpty ? [numbered(doc, null)] : [];
  return [numbered(doc, null)];
}

function replaced(doc: Doc, parts: readonly string[], value: unknown): Doc {
  const [head, ...rest] = parts as [string, ...string[]];
  const out = { ...doc };
  if (rest.length > 0) out[head] = replaced(doc[head] as Doc, rest, value);
  else if (value === undefined) delete out[head];
  else out[head] = value;
  return out;
}
