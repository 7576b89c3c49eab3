import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import { type Product, startProduct } from '../../../server/boot/product.ts';
import { speaker } from '../../../server/boot/say.ts';
import { dataPaths } from '../../../server/config.ts';
import type { HealthReport } from '../../../server/health/schema.ts';
import type { ReadSide } from '../../../server/read-side.ts';
import { configOf } from '../support/context.ts';
import { until } from '../support/until.ts';

describe('the product whose threads die', function () {
  this.timeout(60_000);
  const threads: Worker[] = [];
  const lines: string[] = [];
  const gateways: string[] = [];
  let folder: string;
  let product: Product;
  let connection: Connection;

  const born = (worker: Worker): void => void threads.push(worker);
  const isListening = async (address: string): Promise<void> => {
    const socket = connect(Number(address.split(':').at(-1)), '127.0.0.1');
    try {
      await once(socket, 'connect');
    } finally {
      socket.destroy();
    }
  };
  const readSide = (): ReadSide => ({
    services: {} as ReadSide['services'],
    prepare: async () => undefined,
    start: async ({ address }) => {
      await isListening(address);
      gateways.push(address);
      return [];
    },
    stop: async () => undefined,
    ingest: async ({ position }) => position,
    ping: () => isListening(gateways.at(-1) ?? ''),
    lagMs: () => 0,
    holdsDocument: async () => false,
  });
  const statusOf = async (): Promise<HealthReport['status']> => {
    const answer = await fetch(`${product.url}/api/v1/health`);
    return ((await answer.json()) as HealthReport).status;
  };
  const isWell = async (): Promise<boolean> => (await statusOf()) === 'ok';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongqu-dead-'));
    process.on('worker', born);
    const out = { write: (text: string) => lines.push(text.trim()) };
    const started = await startProduct(
      {
        config: configOf({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', DEMO: 'false' }),
        secret: 's'.repeat(32),
        version: '1.0.0',
        say: speaker(out, out),
        clock: { now: Date.now },
        createReadSide: readSide,
        mountWeb: () => undefined,
        renderProblem: (_request, response, problem) => void response.send(problem.title),
      },
      new AbortController().signal,
    );
    if (started === null) throw new Error('did not start');
    product = started;
    await product.ready;
    const socket = join(dataPaths(folder).store, 'store.sock');
    connection = await mongoose
      .createConnection(`mongodb://${encodeURIComponent(socket)}/`, { dbName: 'tongqu' })
      .asPromise();
  });
  after(async () => {
    process.off('worker', born);
    await connection?.close();
    await product?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('given the store’s ends, brings it back on the same socket with all that was answered', async () => {
    const things = connection.collection<{ _id: string }>('things');
    // the store is begun first; each thread that follows in this test is its successor
    let thread = threads[0];
    for (const round of [1, 2, 3]) {
      await things.insertOne({ _id: `before-${round}` });
      lines.length = 0;
      await thread?.terminate();
      await until('it says so', () => lines.some((line) => line.includes('store is gone')));
      await until('it is well', isWell);
      expect(await things.countDocuments()).to.equal(round);
      thread = threads.at(-1);
    }
  });

  it('given the engine’s ends, brings it back at the address where clients look', async () => {
    lines.length = 0;
    await threads[1]?.terminate();
    await until('it says so', () => lines.some((line) => line.includes('broker is gone')));
    await until('it is well', isWell);
    await isListening(gateways[0] ?? '');
    expect(gateways).to.have.length(1);
    expect(lines).to.include('Tongqu: the broker is back');
  });
});
