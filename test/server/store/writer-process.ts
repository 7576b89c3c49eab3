import { MongoClient } from 'mongodb';
import { startStore } from '../../../server/store/index.ts';

/**
 * A process to be killed: opens the store of `argv[2]`, writes numbered documents and a counter
 * with them without pause, and prints each number once it has been acknowledged.
 */
const store = await startStore({ dataDir: process.argv[2] as string });
const client = await MongoClient.connect(store.uri);
const c = client.db('kill').collection<{ _id: number; tag: string; pad: string }>('docs');
const first = Number(process.argv[3]);
await c.createIndex({ tag: 1, _id: 1 });
process.stdout.write('ready\n');
const lane = async (offset: number): Promise<void> => {
  for (let i = first + offset; ; i += 4) {
    await c.bulkWrite([
      { insertOne: { document: { _id: i, tag: `t${i % 7}`, pad: 'x'.repeat(i % 500) } } },
      {
        updateOne: {
          filter: { _id: -1 - offset },
          update: { $set: { tag: 'counter', pad: String(i) } },
          upsert: true,
        },
      },
    ]);
    process.stdout.write(`${i}\n`);
  }
};
await Promise.all([0, 1, 2, 3].map(lane));
