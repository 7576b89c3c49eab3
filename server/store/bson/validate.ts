import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { walk } from './decode.ts';
import { bsonType } from './types.ts';

/** Walks a document to its end, so that nothing malformed is stored. Fails with InvalidBSON. */
export function validate(raw: Buffer, offset = 0, depth = 0): void {
  if (depth > limits.maxDepth) throw new StoreError('InvalidBSON', 'Document is nested too deeply');
  walk(raw, offset, (type, _name, start) => {
    if (type === bsonType.object || type === bsonType.array) validate(raw, start, depth + 1);
  });
}
