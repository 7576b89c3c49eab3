import { benchStores } from '../store-peers.ts';
import type { FigureKind } from '../workloads/workload.ts';
import type { Solo } from './solo.ts';

/** Tasks in the large collection that inbox and counts are read from. */
const TASKS = 1_000_000;
const TASKS_QUICK = 20_000;

const perSecond = (key: string, title: string): FigureKind => ({
  key,
  title,
  unit: '/s',
  digits: 0,
  better: 'more',
});

const ms = (key: string, title: string): FigureKind => ({
  key,
  title,
  unit: 'ms',
  digits: 2,
  better: 'less',
});

const micros = (key: string, title: string): FigureKind => ({
  ...ms(key, title),
  unit: 'µs',
  digits: 0,
});

/** The document store beside mongo-java-server, through mongoose and the driver. */
export const store: Solo = {
  letter: 's',
  id: 'store',
  title: 'Document store through mongoose',
  columns: [
    {
      id: 'store',
      title: 'embedded store',
      note: 'durable; inbox and counts over 1,000,000 tasks',
    },
    {
      id: 'mongo-java',
      title: 'mongo-java-server',
      note: 'over H2, which answers before it is on the disk',
    },
  ],
  figures: [
    perSecond('insertsPerSecond', 'inserts per second'),
    perSecond('bulkWritesPerSecond', 'bulk projection writes per second'),
    micros('bulkClientMicros', 'CPU of the client, a document'),
    micros('bulkStoreMicros', 'CPU of the store, a document'),
    ms('findByIdP50Ms', 'find by _id, p50'),
    ms('updateP50Ms', 'update of one, p50'),
    ms('aggregateMs', 'aggregate'),
    ms('inboxP50Ms', 'inbox of one user, 20 of 1,000,000, p50'),
    ms('inboxP99Ms', 'inbox of one user, 20 of 1,000,000, p99'),
    ms('countsP99Ms', 'counts by business × light over 1,000,000, p99'),
  ],
  run: async ({ options, say }) => {
    const documents = options.isQuick ? TASKS_QUICK : TASKS;
    const measured = await benchStores({
      rounds: options.rounds,
      documents,
      say: (line) => say(`  ${line}`),
    });
    const entries = Object.entries(measured);
    const missing = entries.flatMap(([id, { missing: why }]) => (why ? [[id, why] as const] : []));
    return {
      rounds: Object.fromEntries(entries.map(([id, { rounds }]) => [id, rounds])),
      missing: Object.fromEntries(missing),
    };
  },
};
