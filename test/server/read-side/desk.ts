import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../../engine/index.ts';
import { Broker, type GatewayAddresses } from '../../../server/broker/broker.ts';
import type { Context } from '../../../server/context.ts';
import { seedOrganisation } from '../../../server/demo/seed.ts';
import { createReadSide, type ReadSide } from '../../../server/read-side.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { testContext } from '../support/context.ts';
import { testStore } from '../support/store.ts';
import { parseRecord } from '../../../server/stream/parse-record.ts';

/** A read side on the embedded engine and an empty store, with the demo organisation. */
export interface TestDesk {
  readonly context: Omit<Context, 'services' | 'documents'>;
  readonly readSide: ReadSide;
  readonly services: ReadSide['services'];
  /** Commands past the services: deploying and starting what is no business. */
  readonly broker: Broker;
  /** Where the broker listens, for what other clients do. */
  readonly gateway: GatewayAddresses;
  /** The viewer of a demo account: `330800-zfb-clerk1`. */
  viewer(account: string): Promise<Viewer>;
  close(): Promise<void>;
}

/** Opens all of it; wall clock. */
export async function openDesk(): Promise<TestDesk> {
  const store = await testStore();
  const { context: base } = testContext(store.connection);
  const context = { ...base, clock: { now: () => Date.now() } };
  await seedOrganisation(store.connection, () => Date.now());
  await context.identity.load();
  const readSide = createReadSide(context);
  await readSide.prepare();
  const dataDir = await mkdtemp(join(tmpdir(), 'tongqu-engine-'));
  const engine = await createEngine({
    dataDir,
    restPort: 0,
    exporters: [
      {
        id: 'read-side',
        export: ({ lines, lastPosition }) =>
          readSide.ingest({ records: lines.map(parseRecord), position: lastPosition }),
      },
    ],
  });
  const { address, restAddress = '' } = engine;
  const gateway = { address, restAddress };
  await readSide.start(gateway);
  const broker = new Broker(context.log);
  await broker.connect(gateway);
  return {
    broker,
    gateway,
    context,
    readSide,
    services: readSide.services,
    async viewer(account) {
      const viewer = await context.identity.viewer(`p-${account}`);
      if (viewer === null) throw new Error(`no demo person ${account}`);
      return viewer;
    },
    async close() {
      await broker.close();
      await readSide.stop();
      await engine.close();
      await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
