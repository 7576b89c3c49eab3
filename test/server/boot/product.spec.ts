import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Product, startProduct } from '../../../server/boot/product.ts';
import { speaker } from '../../../server/boot/say.ts';
import type { HealthReport } from '../../../server/health/schema.ts';
import type { RefusedResource } from '../../../server/businesses/deploy-packages.ts';
import type { ReadSide } from '../../../server/read-side.ts';
import { startStore } from '../../../server/store/index.ts';
import { configOf } from '../support/context.ts';
import { until } from '../support/until.ts';

/** A broker's side that tests switch on and off. */
class Switch {
  failure: Error | null = null;
  refused: RefusedResource[] = [];
  readonly events: string[] = [];

  readSide(): ReadSide {
    const check = async (): Promise<void> => {
      if (this.failure !== null) throw this.failure;
    };
    return {
      services: {} as ReadSide['services'],
      prepare: async () => void this.events.push('prepare'),
      start: async () => {
        await check();
        this.events.push('start');
        return this.refused;
      },
      stop: async () => void this.events.push('stop'),
      ingest: async (batch: { position: number }) => batch.position,
      ping: check,
      lagMs: () => 7,
      holdsDocument: async () => false,
    };
  }
}

describe('the product', () => {
  const lines: string[] = [];
  const stops: (() => Promise<void>)[] = [];
  let folder: string;

  beforeEach(async () => {
    lines.length = 0;
    folder = await mkdtemp(join(tmpdir(), 'tongqu-boot-'));
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await rm(folder, { recursive: true, force: true });
  });

  const never = new AbortController().signal;
  function start(env: Record<string, string>, broker: Switch, signal: AbortSignal = never) {
    const out = { write: (text: string) => lines.push(text.trim()) };
    return startProduct(
      {
        config: configOf({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', ...env }),
        secret: 's'.repeat(32),
        version: '1.0.0',
        say: speaker(out, out),
        clock: { now: Date.now },
        createReadSide: () => broker.readSide(),
        mountWeb: (app) => void app.get('/login', (_request, response) => response.send('login')),
        renderProblem: (_request, response, problem) => void response.send(problem.title),
      },
      signal,
    );
  }
  async function started(env: Record<string, string>, broker: Switch): Promise<Product> {
    const product = await start(env, broker);
    if (product === null) throw new Error('did not start');
    stops.push(() => product.stop());
    return product;
  }
  const cluster = { ZEEBE_ADDRESS: 'zeebe:26500', DEMO: 'false' };
  const health = async (product: Product) => {
    const answer = await fetch(`${product.url}/api/v1/health`);
    return { status: answer.status, report: (await answer.json()) as HealthReport };
  };

  it('serves pages at once, and is well when store and broker are there', async () => {
    const product = await started(cluster, new Switch());
    expect(await (await fetch(`${product.url}/login`)).text()).to.equal('login');
    await product.ready;
    expect(await health(product)).to.deep.equal({
      status: 200,
      report: {
        status: 'ok',
        broker: 'zeebe',
        store: 'embedded',
        projectionLagMs: 7,
        reasons: [],
      },
    });
  });

  it('given a port in use, says so once and goes on when it is free', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await until('the port is taken', () => squatter.listening);
    const { port } = squatter.address() as AddressInfo;
    const starting = started({ ...cluster, PORT: String(port) }, new Switch());
    await until('it says so', () => lines.some((line) => line.includes('EADDRINUSE')));
    squatter.close();
    const product = await starting;
    expect(product.url).to.equal(`http://127.0.0.1:${port}`);
    expect(lines.filter((line) => line.includes("can't listen"))).to.have.length(1);
  });

  it('given a stop before the port is free, ends', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await until('the port is taken', () => squatter.listening);
    const { port } = squatter.address() as AddressInfo;
    const stopping = new AbortController();
    const starting = start({ ...cluster, PORT: String(port) }, new Switch(), stopping.signal);
    await until('it waits', () => lines.length > 0);
    stopping.abort();
    expect(await starting).to.equal(null);
    squatter.close();
  });

  it('given a broker that is away at the start, says so and goes on when it comes', async () => {
    const broker = new Switch();
    broker.failure = new Error('connection refused\nlong stack');
    const product = await started(cluster, broker);
    await until('it says so', () => lines.some((line) => line.includes('the broker is gone')));
    expect(lines.join('\n')).to.contain('(connection refused)').and.not.contain('long stack');
    const { status, report } = await health(product);
    expect(status).to.equal(503);
    expect(report.reasons).to.include('broker is gone: connection refused');
    broker.failure = null;
    await product.ready;
    expect((await health(product)).status).to.equal(200);
    expect(lines).to.include('Tongqu: the broker is back');
  });

  it('given a broker that goes later, says so and notices its return', async () => {
    const broker = new Switch();
    const product = await started(cluster, broker);
    await product.ready;
    broker.failure = new Error('gone');
    await until('it is unwell', async () => (await health(product)).status === 503);
    broker.failure = null;
    await until('it is well', async () => (await health(product)).status === 200);
    expect(lines.filter((line) => line.includes('the broker is gone'))).to.have.length(1);
  });

  it('given a business that the broker refuses, works without it and says which', async () => {
    const broker = new Switch();
    broker.refused = [{ package: 'seal-use', resource: 'seal.bpmn', message: 'no start event' }];
    const product = await started(cluster, broker);
    await product.ready;
    const reason = 'business seal-use is not deployed: seal.bpmn: no start event';
    expect(lines).to.include(`Tongqu: ${reason}`);
    const { status, report } = await health(product);
    expect(status).to.equal(200);
    expect(report).to.deep.include({ status: 'degraded', reasons: [reason] });
  });

  it('given a database that goes and comes back, goes on by itself', async () => {
    const dataDir = join(folder, 'outside');
    const first = await startStore({ dataDir });
    const product = await started({ ...cluster, MONGODB_URI: first.uri }, new Switch());
    await product.ready;
    await first.close();
    await until('it is unwell', async () => (await health(product)).status === 503);
    const second = await startStore({ dataDir });
    stops.unshift(() => second.close());
    await until('it is well', async () => (await health(product)).status === 200);
    expect(lines.filter((line) => line.includes('document store is gone'))).to.have.length(1);
    expect(lines).to.include('Tongqu: the document store is back');
  });

  it('stops what talks to the broker before the store', async () => {
    const broker = new Switch();
    const product = await started(cluster, broker);
    await product.ready;
    await product.stop();
    expect(broker.events).to.deep.equal(['prepare', 'start', 'stop']);
    expect(await fetch(`${product.url}/login`).catch(() => 'closed')).to.equal('closed');
  });
});
