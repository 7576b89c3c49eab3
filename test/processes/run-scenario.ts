import { parseArgs } from 'node:util';
import { loadScenarios } from './load-scenarios.ts';
import { playScenario, type ClockedBroker } from './play-scenario.ts';
import { findDistribution } from '../zeebe/distribution.ts';
import { startRealClocked } from './real-clocked.ts';

/**
 * Plays the packages' scenarios: on the embedded engine in virtual time, or with `--zeebe` on a
 * real Zeebe. `--grep TEXT` chooses by name. Says loudly when the real one is not to be had.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { zeebe: { type: 'boolean', default: false }, grep: { type: 'string', default: '' } },
  });
  const chosen = (await loadScenarios()).filter(({ name }) => name.includes(values.grep));
  const brokers = await open(values.zeebe);
  if (typeof brokers === 'string') {
    console.log(`\n*** SKIPPED: scenarios not played on the real Zeebe: ${brokers} ***\n`);
    return 0;
  }
  let failed = 0;
  try {
    for (const { name, pack, scenario } of chosen) {
      const began = Date.now();
      const said = await playScenario(pack, scenario, brokers).then(
        () => 'ok',
        (error: unknown) => `FAILED\n${String(error)}`,
      );
      if (said !== 'ok') failed += 1;
      console.log(`${name} (${Date.now() - began} ms): ${said}`);
    }
  } finally {
    await brokers.broker.close();
  }
  console.log(`${chosen.length - failed} of ${chosen.length} scenarios`);
  return failed === 0 ? 0 : 1;
}

async function open(real: boolean): Promise<ClockedBroker | string> {
  if (!real) {
    const { startEmbeddedAt } = await import('./embedded-at.ts');
    return startEmbeddedAt(Date.now());
  }
  const distribution = findDistribution();
  return 'missing' in distribution ? distribution.missing : startRealClocked(distribution);
}

process.exitCode = await main();
