import { conformance } from './conformance/suite.ts';
import { differences } from './second-opinion/differences.ts';
import { missingTools, startSecondOpinion } from './second-opinion/start.ts';

const asked = process.env['SECOND_OPINION'] === '1';
const missing = asked ? missingTools() : 'set SECOND_OPINION=1 to ask (needs Maven and a JDK)';

if (missing === null) {
  let started: ReturnType<typeof startSecondOpinion> | null = null;
  before(async function start() {
    this.timeout(300_000);
    started = startSecondOpinion();
    await started;
  });
  conformance({
    name: 'mongo-java-server 1.47.0',
    differs: differences,
    start: () => started ?? startSecondOpinion(),
  });
} else {
  describe('conformance: mongo-java-server', () => {
    it(`SKIPPED: ${missing}`, function skip() {
      this.skip();
    });
  });
}
