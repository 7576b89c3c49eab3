import type { BrokerRound } from './broker.bench.ts';
import type { ProductFigures } from './product.bench.ts';

/** All that one run measured; times in milliseconds, memory in MB. */
export interface BenchResult {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly product: ProductFigures & { readonly engineStartMs: number };
  readonly brokers: {
    readonly embedded: BrokerRound;
    readonly zeebe: BrokerRound | null;
    readonly rounds: number;
  };
}

/** The figures that the README promises, each with its limit. */
export const LIMITS: readonly {
  name: string;
  unit: string;
  limit: number;
  of(result: BenchResult): number;
}[] = [
  { name: 'start to a served login page', unit: 'ms', limit: 3000, of: (r) => r.product.servedMs },
  { name: 'start to all ready', unit: 'ms', limit: 3000, of: (r) => r.product.readyMs },
  {
    name: 'engine alone, start to ready',
    unit: 'ms',
    limit: 1000,
    of: (r) => r.product.engineStartMs,
  },
  {
    name: 'create to 500 tasks in 500 inboxes',
    unit: 'ms',
    limit: 2000,
    of: (r) => r.product.fanOut500VisibleMs,
  },
  {
    name: "complete to the next person's task, p99",
    unit: 'ms',
    limit: 300,
    of: (r) => r.product.nextTaskP99Ms,
  },
  { name: 'idle memory of the product', unit: 'MB', limit: 400, of: (r) => r.product.idleMb },
];

const BROKER_ROWS: readonly [string, keyof BrokerRound, number][] = [
  ['instances of one service task per second', 'instancesPerSecond', 0],
  ['server CPU per instance, ms', 'cpuMsPerInstance', 2],
  ['one at a time with result, p50 ms', 'oneAtATimeP50Ms', 1],
  ['one at a time with result, p99 ms', 'oneAtATimeP99Ms', 1],
  ['500 parallel jobs, create to all completed, ms', 'fanOut500Ms', 0],
  ['resident memory after the load, MB', 'residentMb', 0],
];

/** The result as Markdown tables, for a terminal and for the README. */
export function asTable(result: BenchResult): string {
  const promised = LIMITS.map(({ name, unit, limit, of }) => {
    const value = of(result);
    const verdict = value <= limit ? 'yes' : 'NO';
    return `| ${name} | ${value.toFixed(0)} ${unit} | ${limit} ${unit} | ${verdict} |`;
  });
  const { embedded, zeebe } = result.brokers;
  const beside = BROKER_ROWS.map(([name, key, digits]) => {
    const ours = embedded[key];
    const theirs = zeebe?.[key];
    const ratio = theirs === undefined ? '' : `${(ours / theirs).toFixed(2)}×`;
    return `| ${name} | ${ours.toFixed(digits)} | ${theirs?.toFixed(digits) ?? ''} | ${ratio} |`;
  });
  return [
    '| figure | measured | limit | reached |',
    '|---|---|---|---|',
    ...promised,
    '',
    '| through zeebe-node, durable | embedded | Zeebe 8.5.8 | ratio |',
    '|---|---|---|---|',
    ...beside,
  ].join('\n');
}
