import { startStoreWorker } from '../store/worker.ts';

/** The embedded document store in its thread. */
export interface EmbeddedStore {
  readonly uri: string;
  close(): Promise<void>;
}

/**
 * Starts the store on its folder and a port of 127.0.0.1 (0: a free one). Rejects with the store's
 * own message when it can't start; `onGone` hears when it ends later without being asked.
 */
export async function startEmbeddedStore(
  dataDir: string,
  port: number,
  onGone: (code: number) => void,
): Promise<EmbeddedStore> {
  const store = await startStoreWorker({ dataDir, port });
  let closing = false;
  void store.onExit.then((code) => {
    if (!closing) onGone(code);
  });
  return {
    uri: store.uri,
    close: () => {
      closing = true;
      return store.close();
    },
  };
}
