/**
 * The order in which Scala's immutable `Map` gives its entries: up to four as they were put in,
 * more by their hashes. Zeebe's results are written in it.
 * Source: scala.collection.immutable.{Map,HashMap}, scala.util.hashing (2.13)
 */
export function inScalaMapOrder<V>(entries: readonly (readonly [string, V])[]): [string, V][] {
  if (entries.length <= MAX_ORDERED) return entries.map(([key, value]) => [key, value]);
  const hashed = entries.map(([key, value]) => ({ key, value, hash: improve(javaHash(key)) }));
  return trieOrder(hashed, 0).map(({ key, value }) => [key, value]);
}

interface Hashed<V> {
  readonly key: string;
  readonly value: V;
  readonly hash: number;
}

const MAX_ORDERED = 4;
const BITS = 5;
const HASH_BITS = 32;

/** A node's own entries come before those of its sub-nodes, both by their five bits. */
function trieOrder<V>(entries: readonly Hashed<V>[], shift: number): readonly Hashed<V>[] {
  if (shift >= HASH_BITS) return entries;
  const groups = new Map<number, Hashed<V>[]>();
  for (const entry of entries) {
    const mask = (entry.hash >>> shift) & 31;
    groups.set(mask, [...(groups.get(mask) ?? []), entry]);
  }
  const sorted = [...groups].sort(([x], [y]) => x - y).map(([, group]) => group);
  const own = sorted.filter((group) => group.length === 1).flat();
  const nodes = sorted.filter((group) => group.length > 1);
  return [...own, ...nodes.flatMap((node) => trieOrder(node, shift + BITS))];
}

/** `String.hashCode`. */
export function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

function improve(hash: number): number {
  let h = (hash + ~(hash << 9)) | 0;
  h ^= h >>> 14;
  h = (h + (h << 4)) | 0;
  return h ^ (h >>> 10);
}
