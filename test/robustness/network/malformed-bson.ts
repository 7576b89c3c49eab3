import { connect } from 'node:net';
import { MongoClient } from 'mongodb';
import { verifyStore } from '../../../server/store/storage/verify.ts';
import { startStoreWorker } from '../../../server/store/worker.ts';
import { random } from '../../server/store/random.ts';
import { temporaryFolder } from '../../support/product.ts';
import type { Fault, FaultReport, Scale } from '../fault.ts';
import { malformedMessages } from './message-fuzz.ts';

const AT_ONCE = 16;
/** How long the store may take to end a connection that its client has ended. Unit: ms. */
const PATIENCE_MS = 10_000;

/** Clients of the document store whose OP_MSG and BSON is broken in every way a seed thinks of. */
export const malformedBson: Fault = {
  name: 'malformed OP_MSG and BSON',
  run: async ({ seed, isShort }: Scale): Promise<FaultReport> => {
    const clients = isShort ? 1_000 : 30_000;
    const folder = temporaryFolder('malformed-bson');
    const faults: string[] = [];
    const log = (line: string): void => {
      if (/failed:/.test(line)) faults.push(line);
    };
    const store = await startStoreWorker({ dataDir: folder.path, port: 0, log });
    let gone = false;
    void store.onExit.then(() => (gone = true));
    try {
      const bystander = startWitness(store.uri);
      const portNumber = Number(new URL(store.uri.replace('mongodb', 'http')).port);
      let next = 0;
      const lane = async (): Promise<void> => {
        while (next < clients && !gone) {
          next += 1;
          await send(portNumber, seed * 100_000 + next);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      if (gone) throw new Error(`seed ${seed}: the store ended`);
      const witness = await bystander.stop();
      await store.close();
      const found = await verifyStore(folder.path);
      if (found.faults.length > 0) throw new Error(`seed ${seed}: ${found.faults.join('; ')}`);
      if (faults.length > 0) throw new Error(`seed ${seed}: ${faults[0]}`);
      return {
        injected: clients,
        ...witness,
        note: `${found.documents} documents afterwards, all sound`,
      };
    } finally {
      if (!gone) await store.close().catch(() => undefined);
      folder.remove();
    }
  },
};

/** Sends one client's bytes in pieces, ends, and waits until the store has let go. */
async function send(portNumber: number, seed: number): Promise<void> {
  const r = random(seed);
  const bytes = malformedMessages(r);
  const socket = connect(portNumber, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed]);
  for (let at = 0; at < bytes.length && !socket.destroyed;) {
    const length = r() < 0.3 ? 1 + Math.floor(r() * 30) : bytes.length;
    socket.write(bytes.subarray(at, at + length));
    at += length;
  }
  socket.end();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    socket.destroy();
  }, PATIENCE_MS);
  await closed;
  clearTimeout(timer);
  if (isLate) throw new Error(`seed ${seed}: the store holds a connection that has ended`);
}

/** A client that behaves: writes, reads back, and tells how long it had to wait at most. */
function startWitness(uri: string): {
  stop(): Promise<Pick<FaultReport, 'lost' | 'doubled' | 'longestUnavailableMs'>>;
} {
  let stopped = false;
  let written = 0;
  let longestUnavailableMs = 0;
  const work = (async () => {
    const client = await MongoClient.connect(uri);
    const c = client.db('witness').collection<{ _id: number; times: number }>('facts');
    while (!stopped) {
      const began = performance.now();
      const filter = { _id: written };
      await c.updateOne(filter, { $inc: { times: 1 } }, { upsert: true });
      written += 1;
      longestUnavailableMs = Math.max(longestUnavailableMs, performance.now() - began);
    }
    const facts = await c.find().toArray();
    await client.close();
    return facts;
  })();
  // Told by `stop`; until then it is nobody's.
  work.catch(() => undefined);
  return {
    stop: async () => {
      stopped = true;
      const facts = await work;
      return {
        lost: written - facts.length,
        doubled: facts.filter(({ times }) => times !== 1).length,
        longestUnavailableMs,
      };
    },
  };
}
