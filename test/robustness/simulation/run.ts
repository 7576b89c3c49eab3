import { parseArgs } from 'node:util';
import { everyBoundary, storms } from './explore.ts';
import { simulate } from './simulation.ts';

/**
 * Plays simulations by hand. `--seed N --crash-at 17,40` repeats one; `--from N --seeds N` plays
 * storms of crashes; with `--every` each boundary of each seed in turn. `--ticks N`: how often
 * clients act. Ends with 1 when something was found.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    'crash-at': { type: 'string', default: '' },
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '10' },
    ticks: { type: 'string', default: '30' },
    every: { type: 'boolean', default: false },
  },
});
const ticks = Number(values.ticks);
const [from, seeds] = [Number(values.from), Number(values.seeds)];

if (values.seed !== undefined) {
  const at = values['crash-at'].split(',').filter(Boolean).map(Number);
  const result = await simulate({ seed: Number(values.seed), ticks, crashes: { at } });
  const { points, lost, doubled, faults, acknowledged } = result;
  console.log(`${points.passed} boundaries, ${acknowledged} commands acknowledged`);
  for (const { at: number, boundary } of points.crashes)
    console.log(`crash ${number}: ${boundary}`);
  for (const text of [...lost, ...doubled, ...faults]) console.log(text);
  process.exitCode = lost.length + doubled.length + faults.length > 0 ? 1 : 0;
} else if (values.every) {
  for (let seed = from; seed < from + seeds; seed += 1) {
    const found = await everyBoundary(seed, ticks, Infinity);
    console.log(`seed ${seed}: ${found.crashes} crashes, ${found.failures.length} failures`);
    if (found.failures.length > 0) process.exitCode = 1;
  }
} else {
  const found = await storms(from, seeds, ticks);
  const { simulations, crashes, acknowledged, failures } = found;
  console.log(`${simulations} simulations, ${crashes} crashes, ${acknowledged} acknowledged`);
  if (failures.length > 0) process.exitCode = 1;
}
