import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { startStore } from '../../server/store/index.ts';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { isBuilt, type RunningProduct, startProduct, temporaryFolder } from '../support/product.ts';
import { findDistribution } from '../zeebe/distribution.ts';
import { freePorts } from '../zeebe/free-ports.ts';
import type { Fault, FaultReport } from './fault.ts';
import { type Cable, layCable } from './real-broker/cable.ts';
import { type MortalZeebe, mortalZeebe } from './real-broker/zeebe.ts';

const SENDER = '330800-zfb-clerk1';
const RECIPIENTS = ['330802', '330803', '330825'];
/** How long the records' way is cut, and the server away. Unit: ms. */
const SHORT_MS = 4_000;
const LONG_MS = 60_000;
/** Pages say that they are behind from here on. Unit: ms. */
const SAID_FROM_MS = 15_000;
/** Longest wait for anything to be well again. Unit: ms. */
const PATIENCE_MS = 120_000;

/**
 * A real Zeebe with its stock exporter: killed under load and started on the same data; the cable
 * between its exporter and the sink cut while commands go on; the server away while it works.
 */
export const realBrokerOutages: Fault = {
  name: 'the real broker killed, its records cut off, the server away',
  isLong: true,
  missing: () => {
    const found = findDistribution();
    if ('missing' in found) return found.missing;
    return isBuilt() ? null : 'dist/ is missing: npm run build';
  },
  run: async ({ isShort }) => {
    const scene = await openScene();
    try {
      return await play(scene, isShort);
    } finally {
      await scene.close();
    }
  },
};

interface Health {
  readonly status: string;
  readonly projectionLagMs: number;
}

interface Scene {
  readonly zeebe: MortalZeebe;
  readonly cable: Cable;
  /** Titles of cases asked for, with the key where one was answered. */
  readonly asked: Map<string, string | null>;
  product: RunningProduct;
  sender: ApiClient;
  startProduct(): Promise<void>;
  close(): Promise<void>;
}

/** The short form only cuts the records' way: Zeebe takes long to start, its exporter to try. */
async function play(scene: Scene, isShort: boolean): Promise<FaultReport> {
  const outageMs = isShort ? SHORT_MS : LONG_MS;
  const awayMs = isShort ? null : await killBroker(scene);
  const notes = [await cutRecords(scene, outageMs)];
  if (!isShort) {
    await expectNothingSaid(scene);
    notes.push(await leaveServerAway(scene, outageMs));
  }
  const flaws = await check(scene);
  return {
    injected: isShort ? 1 : 3,
    ...flaws,
    longestUnavailableMs: awayMs,
    note: notes.join('; '),
  };
}

/** kill -9 while cases are started; answers how long none could be. Unit: ms. */
async function killBroker(scene: Scene): Promise<number> {
  let isOver = false;
  const load = startCases(scene, () => isOver);
  await until('cases are started', async () => answered(scene) >= 5);
  const killedAt = performance.now();
  await scene.zeebe.kill();
  const before = answered(scene);
  await until('it is unwell', async () => (await healthOf(scene)).status === 'unavailable');
  scene.zeebe.start();
  await until('cases are started again', async () => answered(scene) > before + 1);
  const awayMs = performance.now() - killedAt;
  isOver = true;
  await load;
  return awayMs;
}

/** Cuts the records' way while commands go on. */
async function cutRecords(scene: Scene, outageMs: number): Promise<string> {
  await settle(scene);
  scene.cable.stall();
  await startSome(scene);
  await pause(outageMs);
  const { projectionLagMs } = await healthOf(scene);
  if (projectionLagMs < outageMs / 2) throw new Error(`a lag of ${projectionLagMs} ms was said`);
  if (outageMs > SAID_FROM_MS) await expectWords(scene);
  scene.cable.mend();
  const mendedAt = performance.now();
  await settle(scene);
  const said = `cut for ${outageMs / 1000} s, lag said ${Math.round(projectionLagMs / 1000)} s`;
  return `${said}, all there ${Math.round(performance.now() - mendedAt)} ms after`;
}

/** The server is killed and started later, while the broker works. */
async function leaveServerAway(scene: Scene, outageMs: number): Promise<string> {
  await startSome(scene);
  await scene.product.kill();
  await pause(outageMs);
  const backAt = performance.now();
  await scene.startProduct();
  await settle(scene);
  return `server away ${outageMs / 1000} s, all there ${Math.round(performance.now() - backAt)} ms after`;
}

function startSome(scene: Scene): Promise<void> {
  const before = answered(scene);
  return startCases(scene, () => answered(scene) >= before + 4);
}

async function startCases(scene: Scene, isEnough: () => boolean): Promise<void> {
  while (!isEnough()) {
    const title = `断连 ${scene.asked.size}`;
    scene.asked.set(title, null);
    const answer = await scene.sender
      .send<{ key: string }>('POST', '/api/v1/cases', exchange(title))
      .catch(() => null);
    if (answer?.status === 201) scene.asked.set(title, answer.body.key);
    else await pause(100);
  }
}

function answered({ asked }: Scene): number {
  return [...asked.values()].filter((key) => key !== null).length;
}

async function expectWords(scene: Scene): Promise<void> {
  const response = await fetch(`${scene.product.url}/tasks`, { headers: scene.sender.headers });
  const page = await response.text();
  if (!page.includes('数据延迟')) throw new Error('the inbox does not say that it is behind');
}

/** Once all is there again, no page says that it is behind. */
async function expectNothingSaid(scene: Scene): Promise<void> {
  await until('the inbox says nothing any more', async () => {
    const response = await fetch(`${scene.product.url}/tasks`, { headers: scene.sender.headers });
    return !(await response.text()).includes('数据延迟');
  });
}

/** Every case that was answered is there once, with a task for each recipient. */
async function check({ sender, asked }: Scene): Promise<{ lost: number; doubled: number }> {
  let [lost, doubled] = [0, 0];
  for (const [title, key] of asked) {
    const path = `/api/v1/cases?scope=started&q=${encodeURIComponent(title)}`;
    const { rows } = await sender.get<{ rows: { key: string; title: string }[] }>(path);
    const keys = rows.filter((row) => row.title === title).map((row) => row.key);
    if (keys.length > 1) doubled += 1;
    if (key === null) continue;
    if (!keys.includes(key)) {
      lost += 1;
      continue;
    }
    const copies = await sender.get<{ unitCode: string; steps: { element: string }[] }[]>(
      `/api/v1/cases/${key}/copies`,
    );
    const signs = copies.flatMap(({ steps }) => steps.filter(({ element }) => element === 'sign'));
    if (signs.length < RECIPIENTS.length) lost += 1;
    if (signs.length > RECIPIENTS.length) doubled += 1;
  }
  return { lost, doubled };
}

/** Until everything is up and every answered case is on the desks. */
async function settle(scene: Scene): Promise<void> {
  await until('it is well', async () => {
    const { status, projectionLagMs } = await healthOf(scene);
    return status === 'ok' && projectionLagMs === 0;
  });
  const isAllThere = async (): Promise<boolean> => (await check(scene)).lost === 0;
  // what is missing for good is told by the report
  await until('every case is there', isAllThere).catch(() => undefined);
}

async function healthOf({ product }: Scene): Promise<Health> {
  const response = await fetch(`${product.url}/api/v1/health`);
  return (await response.json()) as Health;
}

async function openScene(): Promise<Scene> {
  const distribution = findDistribution();
  if ('missing' in distribution) throw new Error(distribution.missing);
  const folder = temporaryFolder('real-broker');
  const dataDir = join(folder.path, 'data');
  await withoutDemoCases(join(dataDir, 'store'));
  const [sinkPort = 0] = await freePorts(1);
  const cable = await layCable(sinkPort);
  const zeebe = await mortalZeebe(distribution, folder.path, `http://127.0.0.1:${cable.port}`);
  zeebe.start();
  const env = {
    ZEEBE_ADDRESS: zeebe.address,
    ZEEBE_REST_ADDRESS: zeebe.restAddress,
    ZEEBE_SINK_PORT: String(sinkPort),
    LOG_LEVEL: 'fatal',
  };
  const start = async (): Promise<Pick<Scene, 'product' | 'sender'>> => {
    const product = await startProduct({ dataDir, env });
    return { product, sender: await signIn(product.url, SENDER) };
  };
  const close = async (): Promise<void> => {
    await zeebe.kill();
    await cable.close();
    folder.remove();
  };
  try {
    const scene: Scene = {
      zeebe,
      cable,
      asked: new Map(),
      ...(await start()),
      startProduct: async () => void Object.assign(scene, await start()),
      close: async () => {
        await scene.product.kill();
        await close();
      },
    };
    return scene;
  } catch (error) {
    await close();
    throw error;
  }
}

/** The organisation is wanted, the cases of the demo are not. */
async function withoutDemoCases(dataDir: string): Promise<void> {
  const store = await startStore({ dataDir, port: 0 });
  const connection = await mongoose.createConnection(store.uri, { dbName: 'tongqu' }).asPromise();
  const states = connection.collection<{ _id: string; startedAt: Date }>('demo_state');
  await states.insertOne({ _id: 'cases', startedAt: new Date() });
  await connection.close();
  await store.close();
}

function exchange(title: string): unknown {
  return {
    business: 'document-exchange',
    variables: {
      caseTitle: title,
      documentKind: '通知',
      urgency: 'normal',
      recipients: RECIPIENTS,
      signLimit: '2wd',
      replyLimit: '5wd',
      body: '请遵照执行。',
      requirement: '请按时签收。',
    },
    documentIds: [],
  };
}

async function until(fact: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await look().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`it never came to be that ${fact}`);
    await pause(50);
  }
}
