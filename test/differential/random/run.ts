import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findDistribution } from '../../zeebe/distribution.ts';
import { startZeebe } from '../zeebe-broker.ts';
import { compareSeeds, keepAlone, keepBoth, playSeeds } from './report.ts';
import { kindOf } from './shrink.ts';

/**
 * `npm run test:random`: draws processes and executions. `--seeds N` how many, `--from N` the first
 * one, `--both` on the real Zeebe and the embedded engine, else on the engine alone. The first
 * failure of each kind is made small and written as a scenario folder below `--keep DIR`.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '200' },
      from: { type: 'string', default: '1' },
      both: { type: 'boolean', default: false },
      keep: { type: 'string', default: join(tmpdir(), 'tongqu-random-kept') },
    },
  });
  const [from, seeds] = [Number(values.from), Number(values.seeds)];
  const play = values.both ? both : alone;
  return play(from, seeds, values.keep);
}

async function alone(from: number, seeds: number, folder: string): Promise<number> {
  const start = performance.now();
  const report = await playSeeds(from, seeds, (seed, faults) => {
    console.log(`seed ${seed}:\n  ${faults.slice(0, 3).join('\n  ')}`);
  });
  const seconds = Math.round((performance.now() - start) / 1000);
  const { refused, records, failures, slowest } = report;
  console.log(`${seeds} seeds, ${refused} diagrams refused, ${records} records, ${seconds} s`);
  console.log(
    `slowest: ${slowest.map((s) => `${s.seed} (${s.microsPerRecord | 0} µs)`).join(', ')}`,
  );
  for (const seed of firstOfEachKind(failures)) console.log(await keepAlone(seed, folder));
  console.log(failures.size === 0 ? 'nothing found' : `${failures.size} seeds fail`);
  return failures.size === 0 ? 0 : 1;
}

async function both(from: number, seeds: number, folder: string): Promise<number> {
  const distribution = findDistribution();
  if ('missing' in distribution) {
    console.log(`\n*** SKIPPED: not compared with the real Zeebe: ${distribution.missing} ***\n`);
    return 0;
  }
  const zeebe = await startZeebe(distribution);
  try {
    const differences = await compareSeeds(from, seeds, zeebe, (seed, difference) => {
      console.log(`seed ${seed}:\n${difference.split('\n').slice(0, 12).join('\n')}`);
    });
    for (const seed of firstOfEachKind(differences)) {
      console.log(await keepBoth(seed, zeebe, folder));
    }
    console.log(`${seeds - differences.size} of ${seeds} seeds leave the same traces`);
    return differences.size === 0 ? 0 : 1;
  } finally {
    await zeebe.close();
  }
}

function firstOfEachKind(failures: ReadonlyMap<number, string>): number[] {
  const kinds = new Map<string, number>();
  for (const [seed, fault] of failures) {
    const line = fault.split('\n').find((one) => !one.startsWith('[')) ?? fault;
    if (!kinds.has(kindOf(line))) kinds.set(kindOf(line), seed);
  }
  return [...kinds.values()];
}

process.exitCode = await main();
