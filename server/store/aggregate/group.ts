import { calculateObjectSize } from 'bson';
import type { Doc } from '../bson/decode.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { compileExpression } from '../query/expression.ts';
import { keyOf } from '../storage/key.ts';
import type { Stream } from '../query/execute.ts';
import { compileOutputs, type Accumulator } from './accumulators.ts';

interface Group {
  id: unknown;
  values: Accumulator[];
}

/**
 * `$group` as a stage; null when an accumulator is left to mingo. Only the groups are kept, and
 * their number is bounded by memory (code 292).
 */
export function compileGroup(spec: Doc): ((input: Stream<Doc>) => Stream<Doc>) | null {
  if (!('_id' in spec))
    throw new StoreError('BadValue', 'a group specification must include an _id');
  const outputs = compileOutputs(spec);
  if (!outputs) return null;
  const idOf = compileExpression(spec['_id']);
  const gather = (input: Stream<Doc>): Group[] => {
    const groups = new Map<string, Group>();
    let bytes = 0;
    for (let doc = input.next(); doc; doc = input.next()) {
      const id = idOf(doc) ?? null;
      const key = keyText(id);
      let group = groups.get(key);
      if (!group) {
        group = { id, values: outputs.map((o) => o.start()) };
        groups.set(key, group);
        bytes += key.length + 200;
      }
      const values = group.values;
      for (let i = 0; i < outputs.length; i++) {
        const output = outputs[i] as (typeof outputs)[number];
        const v = output.value(doc);
        if (typeof v === 'object' && v !== null) bytes += sizeOf(v);
        (values[i] as Accumulator).add(v);
      }
      if (bytes > limits.maxSortBytes) {
        throw new StoreError(
          'QueryExceededMemoryLimitNoDiskUseAllowed',
          'Exceeded memory limit for ' + "$group, but didn't allow external sort.",
        );
      }
    }
    return [...groups.values()];
  };
  return (input) => {
    let groups: Group[] | null = null;
    let at = 0;
    return {
      next: () => {
        groups ??= gather(input);
        const g = groups[at++];
        if (!g) return null;
        const doc: Doc = { _id: g.id };
        outputs.forEach((o, i) => {
          doc[o.name] = (g.values[i] as Accumulator).result();
        });
        return doc;
      },
      pause: () => input.pause(),
    };
  };
}

function keyText(id: unknown): string {
  return typeof id === 'string' ? `s${id}` : keyOf(id).toString('latin1');
}

function sizeOf(v: object): number {
  return Array.isArray(v) || !('_bsontype' in v) ? calculateObjectSize({ v }) : 24;
}
