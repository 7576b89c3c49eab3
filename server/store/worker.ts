import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startStore, type RunningStore } from './index.ts';

/** What a store in a worker thread is started with; a subset of `StoreOptions`. */
export interface WorkerOptions {
  dataDir: string;
  socketPath?: string;
  port?: number;
  /** Receives the store's log lines. */
  log?: (line: string) => void;
}

type ToWorker =
  | { id: number; call: 'close' | 'sweep' | 'holdWrites' | 'releaseWrites' }
  | { id: number; call: 'backup'; to: string };
type FromWorker =
  | { ready: { uri: string; dataDir: string } }
  | { failed: string }
  | { log: string }
  | { id: number; value?: number; error?: string };

/**
 * Starts the store in its own worker thread, so that its queries and commits never hold up the
 * server. Fails as `startStore` does. `onExit` (of the answer) tells an unexpected end.
 */
export function startStoreWorker(
  options: WorkerOptions,
): Promise<RunningStore & { onExit: Promise<number> }> {
  const { log = (line: string): void => void process.stderr.write(`${line}\n`), ...data } = options;
  const worker = startThread({ tongquStore: data });
  const waiting = new Map<number, { resolve: (v: number) => void; reject: (e: Error) => void }>();
  let last = 0;
  const ask = (message: Record<string, unknown>): Promise<number> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ ...message, id });
    });
  const onExit = new Promise<number>((resolve) => worker.once('exit', resolve));
  void onExit.then(() => {
    for (const w of waiting.values()) w.reject(new Error('store: the worker ended'));
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    // an end without a word, before it was ready: whoever waits would wait for ever
    void onExit.then(() => reject(new Error('store: the worker ended')));
    worker.on('message', (m: FromWorker) => {
      if ('log' in m) log(m.log);
      else if ('failed' in m) reject(new Error(m.failed));
      else if ('id' in m) {
        const w = waiting.get(m.id);
        waiting.delete(m.id);
        if (m.error !== undefined) w?.reject(new Error(m.error));
        else w?.resolve(m.value ?? 0);
      } else {
        resolve({
          ...m.ready,
          onExit,
          sweep: () => ask({ call: 'sweep' }),
          backup: (to) => ask({ call: 'backup', to }),
          holdWrites: async () => void (await ask({ call: 'holdWrites' })),
          releaseWrites: async () => (await ask({ call: 'releaseWrites' })) === 1,
          close: async () => {
            await ask({ call: 'close' });
            await onExit;
          },
        });
      }
    });
  });
}

/** A thread of this file; from sources it loads tsx first, which threads don't inherit. */
function startThread(data: unknown): Worker {
  const self = import.meta.url;
  if (!self.endsWith('.ts')) return new Worker(new URL(self), { workerData: data });
  const boot = `import('tsx/esm/api').then((tsx) => {
    tsx.register();
    return import(${JSON.stringify(self)});
  });`;
  return new Worker(boot, { eval: true, workerData: data });
}

async function serve(store: RunningStore, message: ToWorker): Promise<number> {
  if (message.call === 'sweep') return store.sweep();
  if (message.call === 'backup') return store.backup(message.to);
  if (message.call === 'releaseWrites') return (await store.releaseWrites()) ? 1 : 0;
  if (message.call === 'holdWrites') await store.holdWrites();
  else await store.close();
  return 0;
}

async function run(options: WorkerOptions): Promise<void> {
  const port = parentPort;
  if (!port) return;
  const say = (m: FromWorker): void => port.postMessage(m);
  try {
    const store = await startStore({ ...options, log: (line) => say({ log: line }) });
    port.on('message', (m: ToWorker) => {
      serve(store, m).then(
        (value) => {
          say({ id: m.id, value });
          if (m.call === 'close') port.close();
        },
        (error: unknown) => say({ id: m.id, error: String(error) }),
      );
    });
    say({ ready: { uri: store.uri, dataDir: store.dataDir } });
  } catch (error) {
    say({ failed: error instanceof Error ? error.message : String(error) });
    port.close();
  }
}

const started = (workerData as { tongquStore?: WorkerOptions } | null)?.tongquStore;
if (!isMainThread && started) void run(started);
