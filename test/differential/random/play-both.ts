import type { Broker } from '../broker.ts';
import { compareTraces, renderDifferences } from '../compare.ts';
import { startEmbedded } from '../embedded-broker.ts';
import { normalize } from '../normalize.ts';
import { play } from '../player.ts';
import { scenarioOf, type RandomCase } from './case.ts';
import { drawPlan } from './draw-plan.ts';
import type { RandomStep } from './draw-step.ts';
import { playDrawn } from './play-alone.ts';

/**
 * The case of a seed for two brokers. Its steps are drawn while the engine in this process plays
 * them; undefined when the diagram is refused or something is wrong already there.
 */
export async function drawForBoth(seed: number): Promise<RandomCase | undefined> {
  const plan = drawPlan(seed);
  const { faults, steps, refused } = await playDrawn(plan, seed, false);
  return refused || faults.length > 0 ? undefined : { plan, steps };
}

/**
 * Plays a case on the real Zeebe and on a fresh embedded engine; what differs, or undefined.
 * A step that means something which is not there is itself a difference, of the broker named.
 */
export async function compareBoth(drawn: RandomCase, zeebe: Broker): Promise<string | undefined> {
  const one = renamed(drawn);
  const deploy = [...scenarioOf(one).resources.keys()].filter((name) => name !== 'two.bpmn');
  const first: RandomStep = { deploy };
  const scenario = scenarioOf({ plan: one.plan, steps: [first, ...one.steps] });
  const embedded = await startEmbedded();
  try {
    const traces = [];
    for (const broker of [embedded, zeebe]) {
      try {
        traces.push(normalize(await play(scenario, broker)));
      } catch (error) {
        return `${broker.name}: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    const [ours = [], theirs = []] = traces;
    const differences = compareTraces(theirs, ours);
    return differences.length === 0 ? undefined : renderDifferences(differences);
  } finally {
    await embedded.close();
  }
}

let plays = 0;

/** The same case under names that the shared broker has not heard yet. */
function renamed({ plan, steps }: RandomCase): RandomCase {
  plays += 1;
  const text = JSON.stringify({ plan, steps });
  return JSON.parse(text.replaceAll(plan.id, `${plan.id}-${plays}`)) as RandomCase;
}
