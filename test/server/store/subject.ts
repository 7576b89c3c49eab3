import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, type Db } from 'mongodb';
import { startStore, type RunningStore } from '../../../server/store/index.ts';

/** A server that speaks MongoDB's protocol, to be compared with others. */
export interface Subject {
  name: string;
  start(): Promise<{ uri: string; close(): Promise<void> }>;
  /** Titles of tests it is known to answer differently, with who is right and why. */
  differs: ReadonlyMap<string, string>;
}

/** A store in a temporary folder, removed when it is closed. */
export async function temporaryStore(
  options: { now?: () => Date; port?: number; log?: (line: string) => void } = {},
): Promise<RunningStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tongqu-store-test-'));
  const store = await startStore({ dataDir, ...options });
  return {
    ...store,
    close: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The embedded store as a subject. */
export const embedded: Subject = {
  name: 'embedded store',
  start: temporaryStore,
  differs: new Map(),
};

/** A client on a store, with both closed by one call. */
export async function connect(
  start: () => Promise<{ uri: string; close(): Promise<void> }>,
): Promise<{ client: MongoClient; db: Db; uri: string; close(): Promise<void> }> {
  const server = await start();
  const client = await MongoClient.connect(server.uri);
  return {
    client,
    db: client.db('test'),
    uri: server.uri,
    close: async () => {
      await client.close();
      await server.close();
    },
  };
}
