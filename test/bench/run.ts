import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../architecture/project-files.ts';
import { temporaryFolder } from '../support/product.ts';
import { findDistribution } from '../zeebe/distribution.ts';
import { startRealBroker } from '../zeebe/real-broker.ts';
import { benchBroker, type BrokerRound } from './broker.bench.ts';
import { benchProduct, engineStartMs } from './product.bench.ts';
import { median } from './statistics.ts';
import { asTable, LIMITS } from './table.ts';

/**
 * `npm run bench`: the product's figures, and the embedded engine beside a real Zeebe in
 * alternating rounds of one run. Writes `test/bench/out/bench.json` and prints a table. Ends with
 * 1 when a figure misses its limit.
 */
const ROUNDS = 3;

const machine = {
  at: new Date().toISOString(),
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  loadBefore: loadavg()[0],
};
execFileSync('npm', ['run', 'build'], { cwd: projectRoot, stdio: 'ignore' });
const engineStarts: number[] = [];
for (let i = 0; i < ROUNDS; i += 1) engineStarts.push(await engineStartMs());
const product = await benchProduct();
const { ours, real, missing } = await alternate();
const result = {
  machine,
  product: { ...product, engineStartMs: median(engineStarts) },
  brokers: { embedded: middle(ours), zeebe: real.length > 0 ? middle(real) : null, rounds: ROUNDS },
};
const folder = path.join(projectRoot, 'test/bench/out');
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'bench.json'), `${JSON.stringify(result, null, 2)}\n`);
console.log(asTable(result));
if (missing !== null) console.log(`\n!!! No real Zeebe in this run: ${missing}`);
const missed = LIMITS.filter(({ of, limit }) => !(of(result) <= limit)).map(({ name }) => name);
if (missed.length > 0) console.log(`\nMissed: ${missed.join('; ')}`);
process.exit(missed.length > 0 ? 1 : 0);

async function alternate(): Promise<{
  ours: BrokerRound[];
  real: BrokerRound[];
  missing: string | null;
}> {
  const distribution = findDistribution();
  const ours: BrokerRound[] = [];
  const real: BrokerRound[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await withEmbedded((address, pid) => benchBroker({ address, pid })));
    if ('missing' in distribution) continue;
    const broker = await startRealBroker(distribution);
    try {
      real.push(await benchBroker({ address: broker.address, pid: broker.pid }));
    } finally {
      await broker.stop();
    }
  }
  return { ours, real, missing: 'missing' in distribution ? distribution.missing : null };
}

async function withEmbedded<T>(work: (address: string, pid: number) => Promise<T>): Promise<T> {
  const folder = temporaryFolder('bench-engine');
  const cli = path.join(projectRoot, 'dist/engine/cli.js');
  const child = spawn(process.execPath, [cli, '--port', '0', '--data', folder.path]);
  try {
    const address = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /127\.0\.0\.1:\d+/.exec(line)?.[0];
        if (found) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`the engine ended with ${String(code)}`)));
    });
    return await work(address, child.pid ?? 0);
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    folder.remove();
  }
}

/** The middle of each figure over the rounds. */
function middle(rounds: readonly BrokerRound[]): BrokerRound {
  const of = (pick: (round: BrokerRound) => number): number => median(rounds.map(pick));
  return {
    instancesPerSecond: of((r) => r.instancesPerSecond),
    cpuMsPerInstance: of((r) => r.cpuMsPerInstance),
    oneAtATimeP50Ms: of((r) => r.oneAtATimeP50Ms),
    oneAtATimeP99Ms: of((r) => r.oneAtATimeP99Ms),
    fanOut500Ms: of((r) => r.fanOut500Ms),
    residentMb: of((r) => r.residentMb),
  };
}
