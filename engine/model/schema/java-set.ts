import { javaHash } from '../../feel/scala-map.ts';

const INITIAL_BUCKETS = 16;
const LOAD_FACTOR = 0.75;

/** The order in which a Java `HashSet` gives the texts that were added to it. */
export function inJavaSetOrder(texts: Iterable<string>): string[] {
  const unique = [...new Set(texts)];
  let buckets = INITIAL_BUCKETS;
  while (unique.length > buckets * LOAD_FACTOR) buckets *= 2;
  const bucketed = unique.map((text) => {
    const hash = javaHash(text);
    return { text, bucket: (hash ^ (hash >>> 16)) & (buckets - 1) };
  });
  return bucketed.sort((x, y) => x.bucket - y.bucket).map(({ text }) => text);
}
