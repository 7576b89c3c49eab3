import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';

/** A connection to an empty database. */
export interface TestStore {
  readonly connection: Connection;
  close(): Promise<void>;
}

/**
 * The embedded store on a temporary folder, or a fresh database of TEST_MONGODB_URI when that is
 * set: the same tests then show that a real MongoDB does as well.
 */
export async function testStore(): Promise<TestStore> {
  const given = process.env.TEST_MONGODB_URI;
  const server = given === undefined ? await embedded() : { uri: given, close: async () => {} };
  const connection = await mongoose
    .createConnection(server.uri, { dbName: `test-${randomUUID()}`, autoIndex: false })
    .asPromise();
  return {
    connection,
    close: async () => {
      await connection.dropDatabase();
      await connection.close();
      await server.close();
    },
  };
}

async function embedded(): Promise<{ uri: string; close(): Promise<void> }> {
  const { startStore } = await import('../../../server/store/index.ts');
  const dataDir = await mkdtemp(join(tmpdir(), 'tongqu-store-'));
  const store = await startStore({ dataDir, port: 0 });
  return {
    uri: store.uri,
    close: async () => {
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
