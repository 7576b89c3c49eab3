/** The value below which `share` (0…1) of the samples lie; NaN of no samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle sample. */
export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** The middle of each figure over the rounds that have it. */
export function middle(
  rounds: readonly Readonly<Record<string, number>>[],
): Record<string, number> {
  const names = new Set(rounds.flatMap((round) => Object.keys(round)));
  return Object.fromEntries(
    [...names].map((name) => {
      const samples = rounds.map((round) => round[name]).filter((value) => value !== undefined);
      return [name, median(samples)];
    }),
  );
}
