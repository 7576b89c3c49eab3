/**
 * Keys in the order in which Java's `HashSet<Long>` walks them. Zeebe collects scope keys in such
 * sets, and their order
 * shows in its records. Source: java.util.HashMap, spread and table size.
 */
export function javaSetOrder(keys: Iterable<number>): number[] {
  const distinct = [...new Set(keys)];
  let size = 16;
  while (distinct.length > size * 0.75) size *= 2;
  return distinct
    .map((key) => ({ key, bucket: spreadHash(key) & (size - 1) }))
    .sort((one, other) => one.bucket - other.bucket)
    .map(({ key }) => key);
}

/** `Long.hashCode` as HashMap mixes it. */
function spreadHash(key: number): number {
  const high = Math.floor(key / 2 ** 32);
  const hash = (key >>> 0) ^ high;
  return hash ^ (hash >>> 16);
}
