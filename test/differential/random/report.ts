import { join } from 'node:path';
import type { Broker } from '../broker.ts';
import { drawPlan } from './draw-plan.ts';
import { playAlone, playDrawn } from './play-alone.ts';
import { compareBoth, drawForBoth } from './play-both.ts';
import { shrink } from './shrink.ts';
import { writeCase } from './write-case.ts';

/** What came of many seeds. */
export interface SeedReport {
  readonly seeds: number;
  /** Diagrams that the engine refuses, so that nothing was played. */
  readonly refused: number;
  readonly records: number;
  /** The first fault of each failing seed. */
  readonly failures: ReadonlyMap<number, string>;
  /** µs per record of the slowest seeds, to see what grows faster than the work. */
  readonly slowest: readonly { readonly seed: number; readonly microsPerRecord: number }[];
}

/** Plays seeds on the engine alone. `told` hears of each failure at once. */
export async function playSeeds(
  from: number,
  count: number,
  told: (seed: number, faults: readonly string[]) => void = () => {},
): Promise<SeedReport> {
  const failures = new Map<number, string>();
  const speeds: { seed: number; microsPerRecord: number }[] = [];
  let refused = 0;
  let records = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await playDrawn(drawPlan(seed), seed);
    records += result.records;
    if (result.refused) refused += 1;
    if (result.records > 0) {
      speeds.push({ seed, microsPerRecord: (result.elapsedMs * 1000) / result.records });
    }
    const [first] = result.faults;
    if (first === undefined) continue;
    failures.set(seed, first);
    told(seed, result.faults);
  }
  const slowest = speeds.sort((a, b) => b.microsPerRecord - a.microsPerRecord).slice(0, 5);
  return { seeds: count, refused, records, failures, slowest };
}

/** Makes the case of a failing seed small and writes it below `folder`; the folder written. */
export async function keepAlone(seed: number, folder: string): Promise<string> {
  const plan = drawPlan(seed);
  const { steps } = await playDrawn(plan, seed);
  const small = await shrink({ plan, steps }, async (tried) => (await playAlone(tried)).faults[0]);
  const played = await playAlone(small);
  const about = aboutOf(played.faults[0] ?? '');
  const place = join(folder, `seed-${seed}`);
  writeCase(place, `random-seed-${seed}`, about, { plan: small.plan, steps: played.steps });
  return place;
}

/** A fault as what a scenario is about: without keys. */
function aboutOf(fault: string): string {
  return (fault.split('\n')[0] ?? '').replaceAll(/ K?\d{2,}/g, '').trim();
}

/** Compares seeds on both brokers; what differs, by seed. */
export async function compareSeeds(
  from: number,
  count: number,
  zeebe: Broker,
  told: (seed: number, difference: string) => void = () => {},
): Promise<ReadonlyMap<number, string>> {
  const differences = new Map<number, string>();
  for (let seed = from; seed < from + count; seed += 1) {
    const drawn = await drawForBoth(seed);
    const difference = drawn && (await compareBoth(drawn, zeebe));
    if (difference === undefined) continue;
    differences.set(seed, difference);
    told(seed, difference);
  }
  return differences;
}

/** Plays of both brokers that a shrinking may cost: each takes about half a second. */
const TRIES_ON_BOTH = 120;

/** Makes the case of a seed that differs small and writes it below `folder`; the folder written. */
export async function keepBoth(seed: number, zeebe: Broker, folder: string): Promise<string> {
  const drawn = await drawForBoth(seed);
  if (drawn === undefined) throw new Error(`seed ${seed} cannot be played on both`);
  const judge = async (tried: typeof drawn): Promise<string | undefined> => {
    const difference = await compareBoth(tried, zeebe);
    return difference?.split('\n').find((line) => !line.startsWith('['));
  };
  const small = await shrink(drawn, judge, TRIES_ON_BOTH);
  const place = join(folder, `seed-${seed}`);
  writeCase(place, `random-seed-${seed}`, aboutOf((await judge(small)) ?? ''), small);
  return place;
}
