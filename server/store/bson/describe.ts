import { bsonType } from './types.ts';
import { isDoc, typeOf } from './value.ts';

/** A value as mongod prints it in messages: `{ a: 1, b: "x", c: ObjectId('…') }`. */
export function describe(v: unknown): string {
  if (Array.isArray(v)) return v.length ? `[ ${v.map(describe).join(', ')} ]` : '[]';
  if (isDoc(v)) {
    const fields = Object.entries(v).map(([k, x]) => `${k}: ${describe(x)}`);
    return fields.length ? `{ ${fields.join(', ')} }` : '{}';
  }
  switch (typeOf(v)) {
    case bsonType.string:
      return JSON.stringify(v);
    case bsonType.objectId:
      return `ObjectId('${String(v)}')`;
    case bsonType.date:
      return `new Date(${(v as Date).getTime()})`;
    case bsonType.null:
      return 'null';
    case bsonType.undefined:
      return 'undefined';
    default:
      return String(v);
  }
}
