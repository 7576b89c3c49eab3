/** The workers that every package may use; hosted once by the server. */
import type { Worker } from '../worker/index.ts';
import { dueDateWorker } from './due-date.worker.ts';
import { notifyWorker } from './notify.worker.ts';
import { numberWorker } from './number.worker.ts';
import { openSupervisionWorker } from './open-supervision.worker.ts';

/** All shared workers, by job type. */
export const sharedWorkers: readonly Worker[] = [
  dueDateWorker,
  numberWorker,
  notifyWorker,
  openSupervisionWorker,
];

export { dueDateWorker } from './due-date.worker.ts';
export { fillIn, notifyWorker } from './notify.worker.ts';
export { numberWorker } from './number.worker.ts';
export { openSupervisionWorker } from './open-supervision.worker.ts';
