import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Random } from '../../differential/random/random.ts';
import { launchProduct } from '../../support/product.ts';
import type { LaunchedProduct } from '../../support/product.ts';
import { watchAvailability } from './availability.ts';
import type { Availability } from './availability.ts';
import { checkFacts } from './facts.ts';
import type { Flaws } from './facts.ts';
import { checkFiles } from './files.ts';
import { connectJobClient } from './jobs.ts';
import type { JobClient } from './jobs.ts';
import { Ledger } from './ledger.ts';
import { hirePeople } from './people.ts';
import type { People } from './people.ts';

/** A product at a fixed address with people and programs that use it, to do harm to. */
export interface Site {
  readonly url: string;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly away: Availability;
  readonly product: LaunchedProduct;
  /** Lets everybody work, or waits until nobody does. */
  work(): void;
  rest(): Promise<void>;
  /** Starts the product again at the same address; the former one must have ended. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
  /** Compares, stops everything in order, and compares the files. */
  finish(): Promise<Flaws>;
  /** Ends everything at once, for a test that went wrong. */
  drop(): Promise<void>;
}

/** Starts it and signs the people in; nobody works yet. */
export async function openSite(
  seed: number,
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Site> {
  const [port, enginePort] = [await freePort(), await freePort()];
  const fixed = { PORT: String(port), ENGINE_PORT: String(enginePort), LOG_LEVEL: 'fatal' };
  const launch = (more: Readonly<Record<string, string>>): LaunchedProduct =>
    launchProduct({ dataDir, env: { ...fixed, ...more } });
  let product = launch(env);
  const { url } = await product.ready;
  const ledger = new Ledger();
  const random = new Random(seed, 'site');
  const people: People = await hirePeople(url, () => ledger, random);
  const jobs: JobClient = await connectJobClient(`127.0.0.1:${enginePort}`, () => ledger);
  const away = watchAvailability(url);
  const rest = async (): Promise<void> => void (await Promise.all([people.rest(), jobs.rest()]));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    await Promise.all([rest(), jobs.stop(), away.stop()]);
    product.signal(signal);
    await product.ended;
  };
  return {
    url,
    random,
    ledger,
    away,
    get product() {
      return product;
    },
    work: () => {
      people.work();
      jobs.work();
    },
    rest,
    restart: async (more = env) => {
      product = launch(more);
      await product.ready;
    },
    finish: async () => {
      await rest();
      const shown = await checkFacts(url, people, ledger);
      await end('SIGTERM');
      const kept = await checkFiles(dataDir, [ledger]);
      return {
        lost: [...shown.lost, ...kept.lost],
        doubled: [...shown.doubled, ...kept.doubled],
      };
    },
    drop: () => end('SIGKILL'),
  };
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
