import { type PartWorker, startPart, type WorkerMessage } from './part-worker.ts';

/** The embedded document store in its thread. */
export interface EmbeddedStore {
  readonly uri: string;
  close(): Promise<void>;
}

/**
 * Starts the store on its folder and a port of 127.0.0.1 (0: a free one). Rejects with the store's own
 * message when it can't start; `onGone` hears when it ends later without being asked.
 */
export function startEmbeddedStore(
  dataDir: string,
  port: number,
  onGone: (error: Error | null) => void,
): Promise<EmbeddedStore> {
  return new Promise((resolve, reject) => {
    let ready = false;
    const worker: PartWorker = startPart({
      module: 'server/store/worker',
      workerData: { dataDir, port },
      onMessage: (message: WorkerMessage & { uri?: string }) => {
        if (message.type !== 'ready' || message.uri === undefined) return;
        ready = true;
        resolve({ uri: message.uri, close: () => worker.close() });
      },
      onEnd: (error) => {
        if (ready) onGone(error);
        else reject(error ?? new Error('the document store ended at once'));
      },
    });
  });
}
