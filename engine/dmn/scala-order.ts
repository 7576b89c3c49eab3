import { javaHash } from '../feel/scala-map.ts';

const INITIAL_BUCKETS = 16;
const LOAD_FACTOR = 0.75;

/**
 * The order in which a Scala `mutable.HashMap` gives its values: Zeebe deploys the decisions of a
 * file in it, so keys and records come in it. Source: scala.collection.mutable.HashMap (2.13)
 */
export function inHashOrder<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  let buckets = INITIAL_BUCKETS;
  while (items.length > buckets * LOAD_FACTOR) buckets *= 2;
  const hashed = items.map((item) => ({ item, hash: improved(javaHash(keyOf(item))) }));
  const bucketOf = (hash: number): number => hash & (buckets - 1);
  hashed.sort((x, y) => bucketOf(x.hash) - bucketOf(y.hash) || x.hash - y.hash);
  return hashed.map(({ item }) => item);
}

function improved(hash: number): number {
  return hash ^ (hash >>> 16);
}
