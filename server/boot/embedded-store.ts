import type { RunningStore } from '../store/index.ts';
import { startStoreWorker } from '../store/worker.ts';

/** The embedded document store in its thread. */
export type EmbeddedStore = Pick<
  RunningStore,
  'uri' | 'backup' | 'holdWrites' | 'releaseWrites' | 'close'
>;

/**
 * Starts the store on its folder and a local socket that this user alone may open. `uri` of an
 * earlier one asks for the same socket again. Rejects with the store's own message when it can't
 * start; `onGone` hears when it ends later without being asked.
 */
export async function startEmbeddedStore(
  dataDir: string,
  uri: string | null,
  onGone: (code: number) => void,
): Promise<EmbeddedStore> {
  const socketPath = uri === null ? {} : { socketPath: socketOf(uri) };
  const store = await startStoreWorker({ dataDir, ...socketPath });
  let closing = false;
  void store.onExit.then((code) => {
    if (!closing) onGone(code);
  });
  return {
    ...store,
    close: () => {
      closing = true;
      return store.close();
    },
  };
}

/** The path in `mongodb://%2Frun%2Fstore.sock/`. */
function socketOf(uri: string): string {
  return decodeURIComponent(uri.replace(/^mongodb:\/\//, '').replace(/\/.*$/, ''));
}
