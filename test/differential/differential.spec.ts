import { expect } from 'chai';
import { compareTraces, renderDifferences } from './compare.ts';
import { startEmbedded } from './embedded-broker.ts';
import { normalize } from './normalize.ts';
import { play } from './player.ts';
import { loadScenarios, readGolden } from './scenario.ts';
import { readTrace } from './trace.ts';

describe('the embedded engine leaves the same trace as the real Zeebe', () => {
  for (const scenario of loadScenarios().filter(({ live }) => !live)) {
    it(`${scenario.name}: ${scenario.about}`, async () => {
      const golden = readGolden(scenario);
      expect(golden, `${scenario.name} has no trace of the real Zeebe`).not.to.equal(undefined);
      const broker = await startEmbedded();
      try {
        const trace = normalize(await play(scenario, broker));
        const differences = compareTraces(readTrace(golden ?? []), trace);
        if (differences.length > 0) expect.fail(`\n${renderDifferences(differences)}`);
      } finally {
        await broker.close();
      }
    });
  }

  it('plays every process under an id of its own', () => {
    const owners = new Map<string, string>();
    for (const scenario of loadScenarios()) {
      for (const { content } of scenario.resources.values()) {
        for (const [, id = ''] of content.toString().matchAll(/<bpmn:process id="([^"]+)"/g)) {
          const owner = owners.get(id) ?? scenario.name;
          expect(owner, `process ${id}`).to.equal(scenario.name);
          owners.set(id, owner);
        }
      }
    }
  });
});
