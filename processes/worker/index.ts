/** The contract between packages' workers and the server that hosts them. */
export type { Worker, WorkerAnswer, WorkerJob } from './worker.ts';
export type {
  Cases,
  ClockPause,
  LegalClock,
  NoticeKind,
  Notifier,
  Numbering,
  Organisation,
  Ports,
} from './ports.ts';
export { instant, isoInChina, text, textList } from './variables.ts';
