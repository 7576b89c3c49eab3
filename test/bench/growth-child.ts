import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type * as EngineCoreModule from '../../engine/engine-core.ts';
import type { Exporter } from '../../engine/exporters/exporter.ts';
import type * as FrontModule from '../../engine/front.ts';
import { EngineFeed } from './engine-feed.ts';
import { chainXml, waitingXml } from './processes.ts';

/** One piece of the growth: an engine in a process of its own, ended by its parent. */
export interface GrowthOrder {
  /** `…/dist/engine` with `.js`, or `…/engine` with `.ts`. */
  readonly engine: string;
  readonly suffix: string;
  readonly dataDir: string;
  /** What grows: instances played to their end, or instances that wait (a job and a timer each). */
  readonly grows: 'completed' | 'waiting';
  /** How many there are already, and the counts at which a point is measured. */
  readonly from: number;
  readonly points: readonly number[];
}

/** A measured point; times in µs per instance, memory and disk in MB. */
export interface GrowthPoint {
  readonly count: number;
  /** CPU of the engine's thread and wall time of the growth since the point before. */
  readonly growCpuUs: number;
  readonly growWallUs: number;
  /** CPU and wall time of instances played to their end while so many are there. */
  readonly playCpuUs: number;
  readonly playWallUs: number;
  /** CPU of completing the oldest that wait; null when nothing waits. */
  readonly oldestCpuUs: number | null;
  readonly residentMb: number;
  /** Without the pages of the mapped file, which the system may take back. */
  readonly ownMb: number;
  readonly heapMb: number;
  readonly fileMb: number;
  /** Where its gateway listens, for samples from outside. */
  readonly address: string;
}

/** Instances played at each point. */
const PLAYED = 4_000;
/** The oldest waiting ones completed at each point. */
const OLDEST = 1_000;
const AT_ONCE = 500;

/** CPU of this process's main thread so far, without the collector's threads. Unit: µs. */
function threadCpuUs(): number {
  const stat = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8');
  return Number(stat.split(' ')[0]) / 1e3;
}

interface Cost {
  readonly cpuUs: number;
  readonly wallUs: number;
}

async function costOf(instances: number, work: () => Promise<unknown>): Promise<Cost> {
  const cpu = threadCpuUs();
  const start = performance.now();
  await work();
  const wallUs = ((performance.now() - start) * 1_000) / instances;
  return { cpuUs: (threadCpuUs() - cpu) / instances, wallUs };
}

/** Records are exported and acknowledged, so that the log is written and compacted. */
const acknowledging: Exporter = {
  id: 'growth',
  export: async (batch) => batch.lastPosition,
};

async function main(order: GrowthOrder): Promise<void> {
  const { openEngineCore } = (await import(
    `${order.engine}/engine-core${order.suffix}`
  )) as typeof EngineCoreModule;
  const { openFront } = (await import(
    `${order.engine}/front${order.suffix}`
  )) as typeof FrontModule;
  const began = performance.now();
  const core = await openEngineCore({ dataDir: order.dataDir, exporters: [acknowledging] });
  const front = await openFront(core, { host: '127.0.0.1', port: 0 });
  const { address } = front.gateway;
  const openedMs = performance.now() - began;
  const feed = new EngineFeed(core);
  process.send?.({ openedMs, readyMs: performance.now(), ...memory() });
  if (order.from === 0) await feed.deploy(chainXml('one', 1), waitingXml('waiting'));
  const play = async (count: number): Promise<void> => {
    for (let left = count; left > 0; left -= AT_ONCE) {
      await feed.create('one', Math.min(left, AT_ONCE), AT_ONCE);
      for (let open = Math.min(left, AT_ONCE); open > 0;) {
        open -= await feed.completeJobs('bench', open);
      }
    }
  };
  await play(PLAYED);
  let count = order.from;
  for (const point of order.points) {
    const more = point - count;
    const grow = order.grows === 'waiting' ? () => feed.create('waiting', more) : () => play(more);
    const grown = await costOf(Math.max(1, more), grow);
    const played = await costOf(PLAYED, () => play(PLAYED));
    const oldest =
      order.grows === 'completed'
        ? null
        : await costOf(OLDEST, () => feed.completeJobs('nobody', OLDEST));
    if (oldest !== null) await feed.create('waiting', OLDEST);
    count = point;
    const measured: GrowthPoint = {
      count,
      growCpuUs: grown.cpuUs,
      growWallUs: grown.wallUs,
      playCpuUs: played.cpuUs,
      playWallUs: played.wallUs,
      oldestCpuUs: oldest?.cpuUs ?? null,
      ...memory(),
      heapMb: process.memoryUsage().heapUsed / 2 ** 20,
      fileMb: statSync(join(order.dataDir, 'engine.mdb')).size / 2 ** 20,
      address,
    };
    const goOn = new Promise((resolve) => process.once('message', resolve));
    process.send?.(measured);
    await goOn;
  }
  await front.close();
  await core.close();
  process.disconnect();
}

/** Resident memory, with the pages of the mapped file that are in memory or without. Unit: MB. */
function memory(): { residentMb: number; ownMb: number } {
  const status = readFileSync('/proc/self/status', 'utf8');
  const mb = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024;
  return { residentMb: mb('VmRSS'), ownMb: mb('RssAnon') };
}

await main(JSON.parse(process.argv[2] ?? '{}') as GrowthOrder);
