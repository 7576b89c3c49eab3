import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';

/**
 * Top-level fields that the rest of a pipeline can see, when its first stage is a `$group` or a
 * `$count`: nothing else of a document is then decoded. Null when all may be read.
 */
export function fieldsRead(stages: readonly Doc[]): ReadonlySet<string> | null {
  const first = stages[0];
  if (!first) return null;
  if ('$count' in first) return new Set();
  if (!isDoc(first['$group'])) return null;
  const fields = new Set<string>();
  return collect(first['$group'], fields) ? fields : null;
}

function collect(v: unknown, into: Set<string>): boolean {
  if (Array.isArray(v)) return v.every((x) => collect(x, into));
  if (isDoc(v)) return Object.values(v).every((x) => collect(x, into));
  if (typeof v !== 'string' || !v.startsWith('$')) return true;
  if (v.startsWith('$$')) return !/^\$\$(ROOT|CURRENT)/.test(v);
  into.add(v.slice(1).split('.')[0] as string);
  return true;
}
