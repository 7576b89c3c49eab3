import { parseArgs } from 'node:util';
import type { Scale } from './workloads/workload.ts';

export const USAGE = `npm run bench -- [options]
  --only a,b,product   letters of the workloads, and product, store, lean, in-process
  --peers embedded,zeebe,flowable,camunda7,bpmn-engine
  --rounds N           counted rounds of each peer, 3 when left out
  --quick              seconds instead of minutes: figures to look at, not to believe
  --profile            (a) on the engine with a profile, and where a command's time goes
`;

/** What the command line asks for. */
export interface BenchOptions {
  readonly only: ReadonlySet<string> | null;
  readonly peers: ReadonlySet<string> | null;
  readonly rounds: number;
  readonly isQuick: boolean;
  readonly isProfile: boolean;
}

/** Reads the command line; a text is what is wrong with it. */
export function readOptions(words: readonly string[]): BenchOptions | string {
  const options = {
    only: { type: 'string' },
    peers: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args: [...words], options }));
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n${USAGE}`;
  }
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) return `--rounds ${values.rounds}?\n${USAGE}`;
  const set = (text: string | undefined): ReadonlySet<string> | null =>
    text === undefined ? null : new Set(text.split(',').map((word) => word.trim()));
  return {
    only: set(values.only),
    peers: set(values.peers),
    rounds,
    isQuick: values.quick,
    isProfile: values.profile,
  };
}

/** Whether a workload with these letters or this name is asked for. */
export function isAsked(options: BenchOptions, letters: string, id: string): boolean {
  const { only } = options;
  return only === null || only.has(id) || [...letters].some((letter) => only.has(letter));
}

const FULL: Scale = {
  measureMs: 8000,
  singles: 1000,
  fanOuts: [500, 5000],
  timers: 2000,
  waiting: 100_000,
  idleMs: 5000,
};

const QUICK: Scale = { ...FULL, measureMs: 2000, singles: 60, waiting: 5000, idleMs: 1000 };

/** How much is measured. */
export function scaleOf({ isQuick }: BenchOptions): Scale {
  return isQuick ? QUICK : FULL;
}
