import type { RollupRecord } from './rollup.model.ts';

/** Histograms of several days as one. */
export function mergeBuckets(rows: readonly Pick<RollupRecord, 'buckets'>[]): number[] {
  const merged: number[] = [];
  for (const { buckets } of rows) {
    for (const [index, count] of buckets.entries()) merged[index] = (merged[index] ?? 0) + count;
  }
  return merged;
}
