import { oneTask, threeTasks } from './chain.workload.ts';
import { fanOut } from './fan-out.workload.ts';
import { messages } from './messages.workload.ts';
import { oneAtATime } from './one-at-a-time.workload.ts';
import { coldStart } from './start.workload.ts';
import { timers } from './timers.workload.ts';
import { waiting } from './waiting.workload.ts';
import type { FigureKind, Workload } from './workload.ts';

/** What brokers are measured with, in the order of the table. */
export const WORKLOADS: readonly Workload[] = [
  oneTask,
  oneAtATime,
  threeTasks,
  fanOut,
  timers,
  messages,
  coldStart,
  waiting,
];

/** (h) What the processes hold after all loads above, each having done its own number of them. */
export const AFTER_LOAD: { id: string; letter: string; title: string; figures: FigureKind[] } = {
  id: 'after-load',
  letter: 'h',
  title: 'After all loads above',
  figures: [{ key: 'residentMb', title: 'resident memory', unit: 'MB', digits: 0, better: 'less' }],
};
