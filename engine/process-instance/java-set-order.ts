/**
 * Keys in the order in which Java's `HashSet<Long>` walks them. Zeebe collects scope keys in such
 * sets, and their order
 * shows in its records. Source: java.util.HashMap, spread and table size.
 */
export function javaSetOrder(keys: Iterable<number>): number[] {
  return inBuckets(keys, (key) => (key >>> 0) ^ Math.floor(key / 2 ** 32));
}

/** Texts in the order of a `HashSet<String>`. */
export function javaTextSetOrder(texts: Iterable<string>): string[] {
  return inBuckets(texts, textHash);
}

function inBuckets<T>(items: Iterable<T>, hashOf: (item: T) => number): T[] {
  const distinct = [...new Set(items)];
  let size = 16;
  while (distinct.length > size * 0.75) size *= 2;
  return distinct
    .map((item) => ({ item, bucket: spread(hashOf(item)) & (size - 1) }))
    .sort((one, other) => one.bucket - other.bucket)
    .map(({ item }) => item);
}

/** A hash as HashMap mixes it. */
function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}

/** `String.hashCode`. */
function textHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}
