import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, hostname, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../architecture/project-files.ts';
import { measureLife, measureLoad, measureSolo, resultOf, startField } from './measure.ts';
import { isAsked, readOptions, scaleOf } from './options.ts';
import { allPeers } from './peers/all.ts';
import { reachOf } from './reach.ts';
import { type BenchResult, writeResult } from './result.ts';
import { chartPage } from './chart.ts';
import { profileEngine } from './profile-engine.ts';
import { SOLOS } from './solo/all.ts';
import { asTable } from './table.ts';
import { AFTER_LOAD, WORKLOADS } from './workloads/all.ts';

/**
 * `npm run bench`: the embedded engine beside its peers, in alternating rounds of one run. Writes
 * `test/bench/out/bench.json` after every workload, prints tables, and ends with 1 when a limit was
 * missed. `options.ts` has what can be asked for.
 */
const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(options);
  process.exit(2);
}
const scale = scaleOf(options);
const { rounds } = options;
const say = (line: string): void =>
  console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
const load = (): number => Number((loadavg()[0] ?? 0).toFixed(2));

const peers = allPeers().filter(({ id }) => options.peers?.has(id) ?? true);
const machine: Record<string, unknown> = {
  at: new Date().toISOString(),
  host: hostname(),
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  loadBefore: load(),
};
const result: BenchResult = {
  machine,
  options: { only: options.only && [...options.only], rounds, isQuick: options.isQuick, scale },
  columns: peers.map(({ id, title, note }) => ({ id, title, note })),
  workloads: [],
};
const folder = join(projectRoot, 'test/bench/out');
const keep = (): void => {
  machine['loadAfter'] = load();
  machine['seconds'] = Math.round(process.uptime());
  writeResult(folder, { ...result, reach: reachOf(result) });
};

execFileSync('npm', ['run', 'build'], { cwd: projectRoot, stdio: 'ignore' });
if (options.isProfile) {
  console.log(await profileEngine(folder, scale));
  process.exit(0);
}
const asked = WORKLOADS.filter(({ letter, id }) => isAsked(options, letter, id));
await measureLoads();
for (const workload of asked) {
  if (workload.kind !== 'life') continue;
  say(`(${workload.letter}) ${workload.title}`);
  const brokers = peers.filter((peer) => peer.kind === 'broker');
  result.workloads.push(await measureLife(workload, brokers, { scale, rounds, say }));
  keep();
}
for (const solo of SOLOS) {
  if (!isAsked(options, solo.letter, solo.id)) continue;
  say(`(${solo.letter}) ${solo.title}`);
  result.columns.push(...solo.columns);
  result.workloads.push(await measureSolo(solo, { options, scale, say }));
  keep();
}
keep();
const reach = reachOf(result);
writeFileSync(join(folder, 'bench.html'), chartPage(result, reach));
console.log(asTable(result, reach));
const missed = reach.filter(({ isReached }) => isReached === false).map(({ name }) => name);
if (missed.length > 0) console.log(`\nMissed: ${missed.join('; ')}`);
process.exit(missed.length > 0 ? 1 : 0);

async function measureLoads(): Promise<void> {
  const loads = asked.filter((workload) => workload.kind === 'load');
  if (loads.length === 0) return;
  const field = await startField(peers, say);
  try {
    for (const workload of loads) {
      say(`(${workload.letter}) ${workload.title}`);
      const isFirst = workload === loads[0];
      result.workloads.push(await measureLoad(workload, field, { scale, rounds, say, isFirst }));
      keep();
    }
    const memory = field.running.map(
      (running) => [running.peer.id, [{ residentMb: running.residentMb() }]] as const,
    );
    result.workloads.push(resultOf(AFTER_LOAD, new Map(memory), new Map()));
  } finally {
    for (const running of field.running) await running.stop();
  }
}
