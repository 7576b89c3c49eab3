import type { FaultReport } from '../fault.ts';
import { simulate, type SimulationPlan, type SimulationResult } from './simulation.ts';

/** What many simulations came to. */
export interface Exploration {
  readonly simulations: number;
  readonly crashes: number;
  readonly acknowledged: number;
  /** The simulations that found something, with as few crashes as it takes. */
  readonly failures: readonly Failure[];
}

/** A simulation that found something. */
export interface Failure {
  readonly plan: SimulationPlan;
  readonly result: SimulationResult;
}

/** Tries of making a failing simulation smaller. */
const MOST_TRIES = 60;
/** Failing simulations after which there is no point in looking for more. */
const MOST_FAILURES = 3;

/** Crashes at one boundary of a seed after the other; at most `most`, evenly spread. */
export async function everyBoundary(
  seed: number,
  ticks: number,
  most: number,
): Promise<Exploration> {
  const undisturbed = await simulate({ seed, ticks, crashes: { at: [] } });
  const stride = Math.max(1, Math.ceil(undisturbed.points.passed / most));
  const plans: SimulationPlan[] = [{ seed, ticks, crashes: { at: [] } }];
  for (let at = 1 + (seed % stride); at <= undisturbed.points.passed; at += stride) {
    plans.push({ seed, ticks, crashes: { at: [at] } });
  }
  return explore(plans);
}

/** Plays simulations in which one crash follows the other at random. */
export function storms(from: number, seeds: number, ticks: number): Promise<Exploration> {
  const plans = Array.from({ length: seeds }, (_nothing, index) => {
    const seed = from + index;
    return { seed, ticks, crashes: { apart: APART[seed % APART.length] ?? 10 } };
  });
  return explore(plans);
}

/** Boundaries between two crashes, on average. */
const APART = [10, 25, 80];

async function explore(plans: readonly SimulationPlan[]): Promise<Exploration> {
  const failures: Failure[] = [];
  let [simulations, crashes, acknowledged] = [0, 0, 0];
  for (const plan of plans) {
    const result = await simulate(plan);
    simulations += 1;
    crashes += result.points.crashes.length;
    acknowledged += result.acknowledged;
    if (!isFailed(result)) continue;
    failures.push(await shrink({ plan, result }));
    tell(failures.at(-1)!);
    if (failures.length >= MOST_FAILURES) break;
  }
  return { simulations, crashes, acknowledged, failures };
}

/** The same with fewer crashes, as long as it still finds something. */
async function shrink(failure: Failure): Promise<Failure> {
  let small = failure;
  let tries = 0;
  const attempt = async (at: readonly number[]): Promise<boolean> => {
    tries += 1;
    const plan = { ...small.plan, crashes: { at } };
    const result = await simulate(plan);
    if (isFailed(result)) small = { plan, result };
    return isFailed(result);
  };
  const all = crashesOf(failure);
  for (const at of [...all].reverse().slice(0, MOST_TRIES / 2)) {
    if (await attempt([at])) return small;
  }
  for (let index = 0; index < crashesOf(small).length && tries < MOST_TRIES;) {
    const without = crashesOf(small).filter((_at, other) => other !== index);
    if (!(await attempt(without))) index += 1;
  }
  return small;
}

const crashesOf = ({ result }: Failure): number[] => result.points.crashes.map(({ at }) => at);

function isFailed({ lost, doubled, faults }: SimulationResult): boolean {
  return lost.length + doubled.length + faults.length > 0;
}

/** Says what was found, where, and how to see it again. */
function tell({ plan, result }: Failure): void {
  const { seed, ticks } = plan;
  const crashes = result.points.crashes.map(({ at, boundary }) => `${at} (${boundary})`);
  const again = `--seed ${seed} --ticks ${ticks} --crash-at ${crashesOf({ plan, result }).join(',')}`;
  console.error(`seed ${seed} fails, crashing at ${crashes.join(', ') || 'no boundary'}`);
  for (const [kind, texts] of Object.entries({
    lost: result.lost,
    doubled: result.doubled,
    wrong: result.faults,
  })) {
    for (const text of texts.slice(0, 3)) console.error(`  ${kind}: ${text.slice(0, 600)}`);
  }
  console.error(`  again: npx tsx test/robustness/simulation/run.ts ${again}`);
}

/** As a line of the table. Throws when something is wrong that is neither loss nor doubling. */
export function reportOf(found: Exploration): FaultReport {
  const results = found.failures.map(({ result }) => result);
  const wrong = results.flatMap(({ faults }) => faults);
  const lost = results.flatMap((result) => result.lost).length;
  const doubled = results.flatMap((result) => result.doubled).length;
  if (wrong.length > 0 && lost + doubled === 0) throw new Error(wrong[0]);
  const note = `${found.simulations} simulations, ${found.acknowledged} commands acknowledged`;
  return { injected: found.crashes, lost, doubled, longestUnavailableMs: null, note };
}
