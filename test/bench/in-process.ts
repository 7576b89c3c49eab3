import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../architecture/project-files.ts';
import type { LoadOrder, LoadRound } from './in-process-load.ts';
import { median } from './statistics.ts';

/** What is measured; everything has a default. */
export interface InProcessOptions {
  /** Rounds of which the median is taken. */
  readonly rounds?: number;
  /** Instances of a round. */
  readonly instances?: number;
  /** Instances begun and not ended. */
  readonly inFlight?: number;
  /** Instances that wait in the state all the while. */
  readonly waiting?: number;
  /** Engine to measure: the folder that holds `engine/`; `dist` when it is built. */
  readonly root?: string;
  /** Where `node --cpu-prof` puts a profile of each process; none when left out. */
  readonly profileDir?: string;
}

/** The engine alone, without and with a reader of its records; medians. */
export interface InProcessFigures {
  /** Nobody reads the records: no log is written. */
  readonly alone: LoadRound;
  /** Another thread gets every record, as in the product. */
  readonly exported: LoadRound;
  /** Built JavaScript, or sources that tsx compiles on the way (about 15 % slower). */
  readonly code: 'built' | 'source';
  readonly loadBefore: number;
}

const WARM_UP_INSTANCES = 20_000;

/**
 * Measures workload (a) fed to the engine in-process, durable, without gRPC: create → job
 * activated (100 at once) → job completed → instance completed. Each kind runs in a process of its
 * own and is warmed up first. Failure: the process ends with an error (rejects with its output).
 */
export async function benchInProcess(options: InProcessOptions = {}): Promise<InProcessFigures> {
  const root = options.root ?? path.join(projectRoot, 'dist');
  const isBuilt = existsSync(path.join(root, 'engine/engine-core.js'));
  const order: Omit<LoadOrder, 'isExported'> = {
    engine: path.join(isBuilt ? root : projectRoot, 'engine'),
    suffix: isBuilt ? '.js' : '.ts',
    warmUpInstances: WARM_UP_INSTANCES,
    instances: options.instances ?? 20_000,
    rounds: options.rounds ?? 3,
    inFlight: options.inFlight ?? 256,
    jobsAtOnce: 100,
    waiting: options.waiting ?? 0,
  };
  const loadBefore = loadavg()[0] ?? 0;
  const alone = await loaded({ ...order, isExported: false }, options.profileDir);
  const exported = await loaded({ ...order, isExported: true }, options.profileDir);
  return { alone, exported, code: isBuilt ? 'built' : 'source', loadBefore };
}

async function loaded(order: LoadOrder, profileDir: string | undefined): Promise<LoadRound> {
  const script = path.join(projectRoot, 'test/bench/in-process-load.ts');
  const profiled = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...profiled, '--import', 'tsx', script, JSON.stringify(order)],
    { cwd: projectRoot },
  );
  const rounds = JSON.parse(stdout) as LoadRound[];
  const names = Object.keys(rounds[0] ?? {}) as (keyof LoadRound)[];
  const middle = names.map((name) => [name, median(rounds.map((round) => round[name]))] as const);
  return Object.fromEntries(middle) as unknown as LoadRound;
}

/** The figures as a table. */
export function inProcessText({ alone, exported, code, loadBefore }: InProcessFigures): string {
  const row = (name: string, key: keyof LoadRound, digits: number): string =>
    `| ${name} | ${alone[key].toFixed(digits)} | ${exported[key].toFixed(digits)} |`;
  return [
    `engine alone, in-process (${code} code, load ${loadBefore.toFixed(2)})`,
    '',
    '| | no reader | records read by another thread |',
    '|---|---|---|',
    row('durable instances per second', 'instancesPerSecond', 0),
    row('CPU of the process per instance, ms', 'cpuMsPerInstance', 3),
    row("CPU of the engine's thread per instance, ms", 'threadCpuMsPerInstance', 3),
    row('commits per second', 'commitsPerSecond', 0),
    row('records per commit', 'recordsPerCommit', 0),
    row('resident memory, MB', 'residentMb', 0),
  ].join('\n');
}

if (process.argv[1]?.endsWith('in-process.ts') === true) {
  const root = process.argv[2];
  console.log(inProcessText(await benchInProcess(root === undefined ? {} : { root })));
}
