import { sizeOf } from './block.ts';
import type { RandomCase } from './case.ts';
import type { RandomStep } from './draw-step.ts';
import { smallerPlans } from './shrink-plan.ts';

/** Plays a case; what is wrong with it, or undefined. */
export type Judge = (tried: RandomCase) => Promise<string | undefined>;

/**
 * Makes a failing case as small as it gets while it still fails in the same way: steps left out,
 * then parts of the diagram, until nothing more can go. At most `tries` cases are played.
 */
export async function shrink(failing: RandomCase, judge: Judge, tries = 600): Promise<RandomCase> {
  const kind = kindOf((await judge(failing)) ?? '');
  let left = tries;
  const fails = async (tried: RandomCase): Promise<boolean> => {
    left -= 1;
    const found = await judge(tried);
    return found !== undefined && kindOf(found) === kind;
  };
  let best = failing;
  for (let before = Infinity; sizeOfCase(best) < before && left > 0;) {
    before = sizeOfCase(best);
    best = await first(best, cutSteps, fails, () => left > 0);
    best = await first(best, cutPlan, fails, () => left > 0);
  }
  return best;
}

/** A fault without what differs from run to run and from diagram to diagram: ids and numbers. */
export function kindOf(fault: string): string {
  return fault
    .split('\n')[0]!
    .replaceAll(/'[^']*'/g, "''")
    .replaceAll(/\b[a-zA-Z]+-?\d+(-\w+)*\b/g, 'N')
    .replaceAll(/\d+/g, 'N')
    .slice(0, 60);
}

function sizeOfCase({ plan, steps }: RandomCase): number {
  const size = sizeOf(plan.body) + plan.eventSubs.reduce((sum, one) => sum + sizeOf(one.body), 0);
  return size * 1000 + steps.length * 100 + JSON.stringify([plan, steps]).length;
}

/** Takes the first cut that still fails, and goes on from there until none does. */
async function first(
  start: RandomCase,
  cuts: (from: RandomCase) => Iterable<RandomCase>,
  fails: (tried: RandomCase) => Promise<boolean>,
  mayGoOn: () => boolean,
): Promise<RandomCase> {
  let best = start;
  for (let found = true; found && mayGoOn();) {
    found = false;
    for (const tried of cuts(best)) {
      if (!mayGoOn()) break;
      if (!(await fails(tried))) continue;
      best = tried;
      found = true;
      break;
    }
  }
  return best;
}

function* cutPlan({ plan, steps }: RandomCase): Generator<RandomCase> {
  for (const smaller of smallerPlans(plan)) yield { plan: smaller, steps };
}

/** Halves first, single steps at last, then what a step carries along. */
function* cutSteps({ plan, steps }: RandomCase): Generator<RandomCase> {
  for (let length = Math.ceil(steps.length / 2); length > 0; length = Math.floor(length / 2)) {
    for (let at = steps.length - length; at > -length; at -= length) {
      const from = Math.max(at, 0);
      const rest = steps.toSpliced(from, at - from + length);
      if (rest.length > 0) yield { plan, steps: rest };
    }
  }
  for (const [index, step] of steps.entries()) {
    const plain = plainerStep(step);
    if (plain !== undefined) yield { plan, steps: steps.with(index, plain) };
  }
}

function plainerStep(step: RandomStep): RandomStep | undefined {
  const { complete, fail, background } = step;
  if (background === true) return { ...step, background: false };
  if (typeof complete === 'object' && complete.variables !== undefined) {
    const { variables: _variables, ...rest } = complete;
    return { ...step, complete: rest };
  }
  if (fail?.variables !== undefined) {
    const { variables: _variables, ...rest } = fail;
    return { ...step, fail: rest };
  }
  return undefined;
}
