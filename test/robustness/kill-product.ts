import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../differential/random/random.ts';
import { isBuilt, launchProduct, temporaryFolder } from '../support/product.ts';
import type { LaunchedProduct } from '../support/product.ts';
import type { Fault, FaultReport, Scale } from './fault.ts';
import { checkFacts } from './product/facts.ts';
import { checkFiles } from './product/files.ts';
import { connectJobClient } from './product/jobs.ts';
import type { JobClient } from './product/jobs.ts';
import { Ledger } from './product/ledger.ts';
import { hirePeople } from './product/people.ts';
import type { People } from './product/people.ts';
import { watchAvailability } from './product/availability.ts';
import type { Availability } from './product/availability.ts';

const SHORT_ROUNDS = 6;
const ROUNDS = 100;

/** kill -9 of the product while people and programs use it, while it starts and while it closes. */
export const killProduct: Fault = {
  name: 'kill -9 of the whole product under load',
  missing: () => (isBuilt() ? null : 'dist/ is missing: npm run build'),
  run: async (scale) => {
    const folder = temporaryFolder('kill-loop');
    try {
      return await runLoop(scale, folder.path);
    } finally {
      folder.remove();
    }
  },
};

interface Loop {
  readonly random: Random;
  readonly start: () => LaunchedProduct;
  readonly url: string;
  readonly people: People;
  readonly jobs: JobClient;
  readonly away: Availability;
  product: LaunchedProduct;
  kills: number;
}

async function runLoop({ seed, isShort }: Scale, dataDir: string): Promise<FaultReport> {
  const random = new Random(seed, 'kill-product');
  const [port, enginePort] = [await freePort(), await freePort()];
  const env = { PORT: String(port), ENGINE_PORT: String(enginePort), LOG_LEVEL: 'fatal' };
  const start = (): LaunchedProduct => launchProduct({ dataDir, env });
  const ledgers: Ledger[] = [new Ledger()];
  const current = (): Ledger => ledgers.at(-1)!;
  const product = start();
  try {
    const { url } = await product.ready;
    const people = await hirePeople(url, current, random);
    const jobs = await connectJobClient(`127.0.0.1:${enginePort}`, current);
    const away = watchAvailability(url);
    const loop: Loop = { random, start, url, people, jobs, away, product, kills: 0 };
    return await injectAll(loop, ledgers, { dataDir, rounds: isShort ? SHORT_ROUNDS : ROUNDS });
  } catch (error) {
    product.signal('SIGKILL');
    throw error;
  }
}

async function injectAll(
  loop: Loop,
  ledgers: Ledger[],
  { dataDir, rounds }: { dataDir: string; rounds: number },
): Promise<FaultReport> {
  const { people, jobs, away, url } = loop;
  const lost: string[] = [];
  const doubled: string[] = [];
  const note = (flaws: { lost: string[]; doubled: string[] }): void => {
    lost.push(...flaws.lost);
    doubled.push(...flaws.doubled);
    for (const flaw of [...flaws.lost, ...flaws.doubled]) console.error(`  ${flaw}`);
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      if (round > 0) ledgers.push(new Ledger());
      people.work();
      jobs.work();
      await injectOnce(loop, round);
      await Promise.all([people.rest(), jobs.rest()]);
      note(await checkFacts(url, people, ledgers.at(-1)!));
    }
    for (const ledger of ledgers.slice(0, -1)) note(await checkFacts(url, people, ledger));
  } finally {
    await Promise.all([people.stop(), jobs.stop(), away.stop()]);
    loop.product.signal('SIGTERM');
    await loop.product.ended;
  }
  note(await checkFiles(dataDir, ledgers));
  const facts = ledgers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  return {
    injected: loop.kills,
    lost: lost.length,
    doubled: doubled.length,
    longestUnavailableMs: away.longestMs(),
    note: `${facts} acknowledged facts`,
  };
}

/** The power goes under load or while it closes, and now and then again while it comes up. */
async function injectOnce(loop: Loop, round: number): Promise<void> {
  const { random } = loop;
  await pause(random.int(150, 900));
  if (round % 5 === 4) {
    loop.product.signal('SIGTERM');
    await pause(random.int(0, 400));
  }
  await kill(loop);
  loop.product = loop.start();
  if (round % 3 === 2) {
    await pause(random.int(0, 1_200));
    await kill(loop);
    loop.product = loop.start();
  }
  await loop.product.ready;
}

async function kill(loop: Loop): Promise<void> {
  loop.product.signal('SIGKILL');
  await loop.product.ended;
  loop.kills += 1;
}

/** A port that is free now: the same one for every start, as clients know it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
