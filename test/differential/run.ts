import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findDistribution } from '../zeebe/distribution.ts';
import type { Broker } from './broker.ts';
import { compareTraces, renderDifferences } from './compare.ts';
import { follow } from './follow.ts';
import { normalize, type TraceLine } from './normalize.ts';
import { play } from './player.ts';
import { compareSeeds } from './random/report.ts';
import { GOLDEN, loadScenarios, readGolden, type Scenario } from './scenario.ts';
import { readTrace, writeTrace } from './trace.ts';
import { startZeebe } from './zeebe-broker.ts';

/**
 * `npm run test:zeebe`: plays the scenarios live on the real Zeebe and on the embedded engine and
 * compares. `--update` writes the real traces beside the scenarios instead, `--missing` only those
 * that have none; `--follow` keeps the broker and writes a trace whenever a scenario's files
 * change, until SIGINT or SIGTERM. `--grep TEXT` chooses by name. Without it, `--random N` processes
 * drawn at random are compared, too (20; more with `npm run test:random -- --both`).
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      update: { type: 'boolean', default: false },
      missing: { type: 'boolean', default: false },
      follow: { type: 'boolean', default: false },
      grep: { type: 'string', default: '' },
      random: { type: 'string', default: '20' },
    },
  });
  const distribution = findDistribution();
  if ('missing' in distribution) {
    console.log(`\n*** SKIPPED: not compared with the real Zeebe: ${distribution.missing} ***\n`);
    return 0;
  }
  if (values.follow) return followOn(await startZeebe(distribution), values.grep);
  const writes = values.update || values.missing;
  const scenarios = loadScenarios(values.grep)
    .filter((scenario) => !writes || !scenario.live)
    .filter((scenario) => !values.missing || readGolden(scenario) === undefined);
  const zeebe = await startZeebe(distribution);
  const check = writes ? update : compare;
  let failed = 0;
  let differing = 0;
  try {
    for (const scenario of scenarios) {
      if (!(await check(scenario, zeebe))) failed += 1;
    }
    if (!writes && values.grep === '') {
      differing = await compareRandom(Number(values.random), zeebe);
    }
  } finally {
    await zeebe.close();
  }
  console.log(`${scenarios.length - failed} of ${scenarios.length} scenarios as they should be`);
  return failed + differing === 0 ? 0 : 1;
}

/** Compares the first seeds; how many differ. */
async function compareRandom(seeds: number, zeebe: Broker): Promise<number> {
  const differences = await compareSeeds(1, seeds, zeebe, (seed, difference) => {
    console.log(`DIFFERENT random seed ${seed}\n${difference}`);
  });
  console.log(`${seeds - differences.size} of ${seeds} random seeds leave the same traces`);
  return differences.size;
}

async function followOn(zeebe: Broker, grep: string): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  console.log('the real Zeebe is ready; following');
  try {
    await follow(grep, (scenario) => update(scenario, zeebe), stop.signal);
  } finally {
    await zeebe.close();
  }
  return 0;
}

async function traceOf(scenario: Scenario, broker: Broker): Promise<TraceLine[]> {
  return normalize(await play(scenario, broker));
}

/** Writes the golden trace; a scenario that cannot be played is said, and leaves its old one. */
async function update(scenario: Scenario, zeebe: Broker): Promise<boolean> {
  try {
    const lines = writeTrace(await traceOf(scenario, zeebe));
    const old = readGolden(scenario) ?? [];
    const changed = compareTraces(readTrace(old), readTrace(lines), true);
    writeFileSync(join(scenario.folder, GOLDEN), `${lines.join('\n')}\n`);
    console.log(`${scenario.name}: ${lines.length} lines`);
    if (old.length > 0 && changed.length > 0) console.log(renderDifferences(changed, 12));
    return true;
  } catch (error) {
    console.log(`${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** At the same time, and both to their ends also when one breaks off. */
async function bothOf(scenario: Scenario, ...brokers: [Broker, Broker]) {
  const [one, other] = brokers.map((broker) => traceOf(scenario, broker)) as [
    Promise<TraceLine[]>,
    Promise<TraceLine[]>,
  ];
  await Promise.allSettled([one, other]);
  return [await one, await other] as const;
}

async function compare(scenario: Scenario, zeebe: Broker): Promise<boolean> {
  const { startEmbedded } = await import('./embedded-broker.ts');
  const embedded = await startEmbedded();
  try {
    const [expected, actual] = await bothOf(scenario, zeebe, embedded);
    const differences = compareTraces(expected, actual);
    console.log(`${differences.length === 0 ? 'same' : 'DIFFERENT'} ${scenario.name}`);
    if (differences.length > 0) console.log(renderDifferences(differences));
    return differences.length === 0;
  } catch (error) {
    console.log(`DIFFERENT ${scenario.name}: ${(error as Error).message}`);
    return false;
  } finally {
    await embedded.close();
  }
}

process.exitCode = await main();
