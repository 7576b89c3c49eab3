import { place } from './key.ts';

/** An `_id` as a person may look for it, from its key: text or ObjectId, else the key's bytes. */
export function nameOfKey(key: Buffer): string {
  if (key[0] === place.string) return JSON.stringify(key.toString('utf8', 1, key.length - 1));
  if (key[0] === place.objectId) return `ObjectId("${key.toString('hex', 1)}")`;
  return `(as a key) ${key.toString('hex')}`;
}
