import { loadScenarios } from './load-scenarios.ts';
import { startEmbeddedAt } from './embedded-at.ts';
import { playScenario } from './play-scenario.ts';

const scenarios = await loadScenarios();

describe('scenarios of the packages, on the embedded engine', () => {
  for (const { name, pack, scenario } of scenarios) {
    it(`${name}: ${scenario.title}`, async () => {
      const clocked = await startEmbeddedAt(Date.parse('2026-01-05T00:00:00Z'));
      try {
        await playScenario(pack, scenario, clocked);
      } finally {
        await clocked.broker.close();
      }
    }).timeout(60_000);
  }
});
