import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What a worker thread of ours says; each part adds its own kinds. */
export interface WorkerMessage {
  readonly type: string;
}

/** A part of the product in its own thread. */
export interface PartWorker {
  post(message: WorkerMessage): void;
  /** Asks it to close and waits for its end; after `graceMs` it is ended by force. */
  close(): Promise<void>;
}

/** How a thread is watched. */
export interface PartWorkerOptions {
  /** Path below the project's root without ending, as `engine/worker`. */
  readonly module: string;
  readonly workerData: unknown;
  /** Heap it may use; left out: as much as this process. Unit: MB. */
  readonly maxHeapMb?: number;
  readonly onMessage: (message: WorkerMessage) => void;
  /** The thread ended by itself. `error` is null when it left without saying why. */
  readonly onEnd: (error: Error | null) => void;
}

const GRACE_MS = 10_000;

/** Starts a thread; `onEnd` hears when it ends without being asked to. */
export function startPart(options: PartWorkerOptions): PartWorker {
  const worker = startThread(options);
  let closing = false;
  let ended = false;
  let failure: Error | null = null;
  worker.on('message', (message: WorkerMessage) => options.onMessage(message));
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('exit', () => {
    ended = true;
    if (!closing) options.onEnd(failure);
  });
  return {
    post: (message) => {
      if (!ended) worker.postMessage(message);
    },
    close: async () => {
      closing = true;
      if (ended) return;
      const exit = once(worker, 'exit');
      worker.postMessage({ type: 'close' });
      const timer = setTimeout(() => void worker.terminate(), GRACE_MS);
      await exit;
      clearTimeout(timer);
    },
  };
}

/**
 * `<module>.ts` when the server itself runs from source, `<module>.js` from `dist/`. A thread does
 * not inherit tsx from the main thread, so from source it loads tsx first.
 */
function startThread({ module, workerData, maxHeapMb }: PartWorkerOptions): Worker {
  const fromSource = import.meta.url.endsWith('.ts');
  const url = new URL(`../../${module}.${fromSource ? 'ts' : 'js'}`, import.meta.url);
  const limits = maxHeapMb === undefined ? {} : { maxOldGenerationSizeMb: maxHeapMb };
  const how = { workerData, resourceLimits: limits };
  if (!fromSource) return new Worker(url, how);
  const load = `import('tsx/esm/api').then((tsx) => {
    tsx.register();
    return import(${JSON.stringify(url.href)});
  });`;
  return new Worker(load, { ...how, eval: true });
}
