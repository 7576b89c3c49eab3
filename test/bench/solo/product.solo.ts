import { benchProduct, type ProductFigures } from '../product.bench.ts';
import { startExportingZeebe } from '../peers/exporting-zeebe.ts';
import { messageOf } from '../measure.ts';
import type { Figures } from '../peers/peer.ts';
import type { Solo, SoloRounds, SoloStage } from './solo.ts';

/** Each takes two seconds or more there. */
const HAND_OVERS_ON_ZEEBE = 20;

/** (f) The whole product, over HTTP as people use it; once more with a real broker behind it. */
export const product: Solo = {
  letter: 'f',
  id: 'product',
  title: 'The product: approval chain with projection and inbox read',
  columns: [
    { id: 'product', title: 'product, own engine', note: 'as `npm start` runs it' },
    {
      id: 'product-zeebe',
      title: 'product on Zeebe',
      note: 'the same server with ZEEBE_ADDRESS and ZEEBE_SINK_PORT; exporter as in docker-compose.yml, bulks of up to a second',
    },
  ],
  figures: [
    { key: 'servedMs', title: 'start to login page', unit: 'ms', digits: 0, better: 'less' },
    { key: 'readyMs', title: 'start to all ready', unit: 'ms', digits: 0, better: 'less' },
    {
      key: 'fanOut500VisibleMs',
      title: 'create to 500 tasks in 500 inboxes',
      unit: 'ms',
      digits: 0,
      better: 'less',
    },
    {
      key: 'nextTaskP50Ms',
      title: "complete to the next person's task, p50",
      unit: 'ms',
      digits: 0,
      better: 'less',
    },
    {
      key: 'nextTaskP99Ms',
      title: "complete to the next person's task, p99",
      unit: 'ms',
      digits: 0,
      better: 'less',
    },
    { key: 'idleMb', title: 'idle memory of the product', unit: 'MB', digits: 0, better: 'less' },
  ],
  run,
};

async function run({ options, say }: SoloStage): Promise<SoloRounds> {
  const rounds: Record<string, Figures[]> = {};
  const missing: Record<string, string> = {};
  const keep = (column: string, figures: ProductFigures): void => {
    (rounds[column] ??= []).push({ ...figures });
    say(`  ${column}: next task p99 ${figures.nextTaskP99Ms.toFixed(0)} ms`);
  };
  keep('product', await benchProduct());
  if (options.peers !== null && !options.peers.has('zeebe')) return { rounds };
  try {
    const broker = await startExportingZeebe();
    try {
      keep('product-zeebe', await benchProduct(broker.env, HAND_OVERS_ON_ZEEBE));
    } finally {
      await broker.stop();
    }
  } catch (error) {
    missing['product-zeebe'] = messageOf(error);
  }
  return { rounds, missing };
}
