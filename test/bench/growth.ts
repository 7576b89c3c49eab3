import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ZBClient } from 'zeebe-node';
import { projectRoot } from '../architecture/project-files.ts';
import { isBuilt, temporaryFolder } from '../support/product.ts';
import type { GrowthOrder, GrowthPoint } from './growth-child.ts';
import { growthSvg } from './growth-plot.ts';
import { machine } from './machine.ts';
import { median, quantile } from './statistics.ts';

/** A point with samples through the gateway beside it. */
export interface SampledPoint extends GrowthPoint {
  /** Create with result through zeebe-node, one at a time. */
  readonly gatewayP50Ms: number;
  readonly gatewayP99Ms: number;
}

/** A start of an engine that was killed with so many instances waiting. */
export interface Restart {
  readonly waiting: number;
  /** From the start of the process until the gateway listens, and the engine's part of it. */
  readonly readyMs: number;
  readonly openedMs: number;
  readonly residentMb: number;
  readonly ownMb: number;
}

/** What the whole run measured. */
export interface Growth {
  readonly at: string;
  readonly machine: ReturnType<typeof machine>;
  readonly completed: readonly SampledPoint[];
  readonly waiting: readonly SampledPoint[];
  readonly restarts: readonly Restart[];
}

const SINGLE = 60;

/**
 * Grows an engine to `--instances` completed and then waiting instances, and measures what an
 * instance costs at each decade. Writes `test/bench/out/growth.json` and `growth.svg`. Options:
 * `--instances N` (1,000,000), `--grows completed|waiting` (both).
 */
const { values } = parseArgs({
  options: {
    instances: { type: 'string', default: '1000000' },
    grows: { type: 'string', default: 'completed,waiting' },
    out: { type: 'string', default: path.join(projectRoot, 'test/bench/out') },
  },
});
if (!isBuilt()) throw new Error('dist/ is missing: run `npm run build` first');
const points = decades(Number(values.instances));
const folder = temporaryFolder('growth');
try {
  const restarts: Restart[] = [];
  const completed = values.grows.includes('completed') ? await grow('completed', []) : [];
  const waiting = values.grows.includes('waiting') ? await grow('waiting', restarts) : [];
  const at = new Date().toISOString();
  const growth: Growth = { at, machine: machine(), completed, waiting, restarts };
  mkdirSync(values.out, { recursive: true });
  writeFileSync(path.join(values.out, 'growth.json'), `${JSON.stringify(growth, null, 2)}\n`);
  writeFileSync(path.join(values.out, 'growth.svg'), growthSvg(growth));
} finally {
  folder.remove();
}

/** 1,000, 3,000, 10,000 … up to the last. */
function decades(last: number): number[] {
  const found: number[] = [];
  for (let count = 1_000; count < last; count *= 10) found.push(count, count * 3);
  return [...found.filter((count) => count < last), last];
}

/** One process per point, killed after it: each point after the first is a restart as well. */
async function grow(grows: GrowthOrder['grows'], restarts: Restart[]): Promise<SampledPoint[]> {
  const dataDir = path.join(folder.path, grows);
  const measured: SampledPoint[] = [];
  let from = 0;
  for (const point of points) {
    const engine = path.join(projectRoot, 'dist/engine');
    const piece = await start({ engine, suffix: '.js', dataDir, grows, from, points: [point] });
    if (from > 0) restarts.push({ waiting: from, ...piece.opened });
    const found = await piece.next();
    measured.push({ ...found, ...(await throughGateway(found.address)) });
    say(grows, measured.at(-1)!);
    await piece.kill();
    from = point;
  }
  const last = await start({
    ...{ engine: path.join(projectRoot, 'dist/engine'), suffix: '.js', dataDir, grows },
    ...{ from, points: [] },
  });
  restarts.push({ waiting: from, ...last.opened });
  await last.kill();
  rmSync(dataDir, { recursive: true, force: true });
  return measured;
}

type Opened = Omit<Restart, 'waiting'>;

interface Piece {
  readonly opened: Opened;
  next(): Promise<GrowthPoint>;
  kill(): Promise<void>;
}

/** `readyMs` counts from the start of the process, of which 0.2 s is the test's own loader. */
async function start(order: GrowthOrder): Promise<Piece> {
  const child = fork(
    path.join(projectRoot, 'test/bench/growth-child.ts'),
    [JSON.stringify(order)],
    {
      execArgv: ['--import', 'tsx'],
    },
  );
  const opened = (await messageOf(child)) as Opened;
  return {
    opened,
    next: async () => (await messageOf(child)) as GrowthPoint,
    kill: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`it ended with ${code ?? '-'}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

async function throughGateway(
  address: string,
): Promise<Pick<SampledPoint, 'gatewayP50Ms' | 'gatewayP99Ms'>> {
  const client = new ZBClient(address, { loglevel: 'NONE', longPoll: 10_000 });
  const worker = client.createWorker({
    taskType: 'bench',
    taskHandler: (job) => job.complete(),
    maxJobsToActivate: 32,
    timeout: 30_000,
    pollInterval: 1,
    loglevel: 'NONE',
  });
  try {
    const samples: number[] = [];
    for (let i = 0; i < SINGLE + 10; i += 1) {
      const at = performance.now();
      await client.createProcessInstanceWithResult({ bpmnProcessId: 'one', variables: {} });
      if (i >= 10) samples.push(performance.now() - at);
    }
    return { gatewayP50Ms: median(samples), gatewayP99Ms: quantile(samples, 0.99) };
  } finally {
    await worker.close();
    await client.close();
  }
}

function say(grows: string, point: SampledPoint): void {
  const oldest = point.oldestCpuUs === null ? '' : `, oldest ${point.oldestCpuUs.toFixed(0)} µs`;
  console.log(
    `${String(point.count).padStart(9)} ${grows}: growth ${point.growCpuUs.toFixed(0)} µs CPU ` +
      `(${point.growWallUs.toFixed(0)} wall), an instance ${point.playCpuUs.toFixed(0)} µs CPU ` +
      `(${point.playWallUs.toFixed(0)} wall)${oldest}, gateway p50 ${point.gatewayP50Ms.toFixed(1)} ms, ` +
      `memory ${point.ownMb.toFixed(0)} MB (${point.residentMb.toFixed(0)} with the mapped file), file ${point.fileMb.toFixed(0)} MB`,
  );
}
