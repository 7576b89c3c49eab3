import { writeSync } from 'node:fs';
import { simulate } from './simulation.ts';

/**
 * Plays a simulation up to a boundary and kills itself there: says where the data lie, then is
 * gone. Arguments: seed, ticks, boundary.
 */
const [seed = 0, ticks = 0, at = 0] = process.argv.slice(2).map(Number);
await simulate({
  seed,
  ticks,
  crashes: { at: [at] },
  witness: {
    before(dataDir) {
      writeSync(1, dataDir);
      process.kill(process.pid, 'SIGKILL');
    },
  },
});
throw new Error(`boundary ${at} was never passed`);
