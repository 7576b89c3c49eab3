import { type BenchResult, figureOf } from './result.ts';

/** A line of the table of limits. */
export interface ReachLine {
  readonly name: string;
  /** What was measured, or null when it was not in this run. */
  readonly value: number | null;
  readonly limit: number;
  readonly sense: 'at most' | 'at least';
  readonly unit: string;
  readonly isReached: boolean | null;
}

type Of = (result: BenchResult) => number | undefined;

/** A limit that the project sets itself. */
export interface Limit {
  readonly name: string;
  readonly sense: 'at most' | 'at least';
  readonly limit: number;
  readonly unit: string;
  readonly of: Of;
}

const ours =
  (workload: string, key: string, column = 'embedded'): Of =>
  (result) =>
    figureOf(result, workload, column, key);

/** Our figure divided by that of another column of the same run. */
const ratio =
  (workload: string, key: string, other = 'zeebe'): Of =>
  (result) => {
    const mine = figureOf(result, workload, 'embedded', key);
    const theirs = figureOf(result, workload, other, key);
    return mine === undefined || theirs === undefined ? undefined : mine / theirs;
  };

/** How much faster a server that only answers is than the engine that also works. */
const leanFactor: Of = (result) => {
  const bound = figureOf(result, 'lean', 'echo', 'perSecond');
  const mine = figureOf(result, 'lean', 'embedded', 'perSecond');
  return bound === undefined || mine === undefined ? undefined : bound / mine;
};

const atMost = (name: string, limit: number, unit: string, of: Of): Limit => ({
  name,
  sense: 'at most',
  limit,
  unit,
  of,
});

const atLeast = (name: string, limit: number, unit: string, of: Of): Limit => ({
  name,
  sense: 'at least',
  limit,
  unit,
  of,
});

/** Every limit, in the order of the workloads; a ratio is to the real Zeebe in the same run. */
export const LIMITS: readonly Limit[] = [
  atMost('start to a served login page', 3000, 'ms', ours('product', 'servedMs', 'product')),
  atMost('start to all ready', 3000, 'ms', ours('product', 'readyMs', 'product')),
  atMost('engine alone, start to ready', 1000, 'ms', ours('cold-start', 'readyMs')),
  atMost('500 tasks in 500 inboxes', 2000, 'ms', ours('product', 'fanOut500VisibleMs', 'product')),
  atMost("next person's task, p99", 300, 'ms', ours('product', 'nextTaskP99Ms', 'product')),
  atMost('idle memory of the product', 400, 'MB', ours('product', 'idleMb', 'product')),
  atMost('(a) server CPU per instance, to Zeebe', 1 / 10, '×', ratio('one-task', 'serverCpuMs')),
  atMost('(a) server CPU per instance', 0.3, 'ms', ours('one-task', 'serverCpuMs')),
  atMost('(b) server CPU per instance, to Zeebe', 1 / 10, '×', ratio('three-tasks', 'serverCpuMs')),
  atMost('(b) server CPU per instance', 0.3, 'ms', ours('three-tasks', 'serverCpuMs')),
  atLeast('(a) throughput, to Zeebe', 3.5, '×', ratio('one-task', 'perSecond')),
  atLeast('(b) throughput, to Zeebe', 4, '×', ratio('three-tasks', 'perSecond')),
  atMost('(a) one at a time p50, to Zeebe', 1 / 5, '×', ratio('one-at-a-time', 'p50Ms')),
  atMost('(a) one at a time p99, to Zeebe', 1 / 4, '×', ratio('one-at-a-time', 'p99Ms')),
  atMost('(a) lean client, echo server to engine', 1.5, '×', leanFactor),
  atLeast(
    '(a) in-process, one core',
    10_000,
    '/s',
    ours('in-process', 'instancesPerSecond', 'engine-alone'),
  ),
  ...[500, 5000].flatMap((n) => [
    atMost(`(c) ${n} all activated, to Zeebe`, 1 / 4, '×', ratio('fan-out', `activated${n}Ms`)),
    atMost(`(c) ${n} all completed, to Zeebe`, 1 / 3, '×', ratio('fan-out', `completed${n}Ms`)),
  ]),
  atMost('(d) lag until fired p99', 100, 'ms', ours('timers', 'firedP99Ms')),
  atMost('(d) lag until fired p99, to Zeebe', 1 / 20, '×', ratio('timers', 'firedP99Ms')),
  atMost('(g) start to ready, to Zeebe', 1 / 10, '×', ratio('cold-start', 'readyMs')),
  atMost('(g) the same with waiting instances', 1 / 10, '×', ratio('waiting', 'readyMs')),
  atMost('(h) idle memory, to Zeebe', 1 / 4, '×', ratio('cold-start', 'idleMb')),
  atMost('(h) memory after load, to Zeebe', 1 / 5, '×', ratio('after-load', 'residentMb')),
  atMost('store: inbox of 1,000,000 p99', 10, 'ms', ours('store', 'inboxP99Ms', 'store')),
  atMost('store: counts of 1,000,000 p99', 100, 'ms', ours('store', 'countsP99Ms', 'store')),
  atLeast('store: bulk writes', 20_000, '/s', ours('store', 'bulkWritesPerSecond', 'store')),
];

/** What of the limits was measured and reached. */
export function reachOf(result: BenchResult, limits: readonly Limit[] = LIMITS): ReachLine[] {
  return limits.map(({ name, sense, limit, unit, of }) => {
    const value = of(result) ?? null;
    const isReached = value === null ? null : sense === 'at most' ? value <= limit : value >= limit;
    return { name, value, limit, sense, unit, isReached };
  });
}
