import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { startStore } from '../../server/store/index.ts';
import { dataFile } from '../../server/store/storage/tables.ts';
import { corrupted, garbled, torn, WORD, type Subject } from './damage.ts';
import type { Fault } from './fault.ts';

const store: Subject = {
  of: 'store',
  file: dataFile,
  reader: fileURLToPath(new URL('./store-damage-child.ts', import.meta.url)),
  make: makeDocuments,
};

/** The last pages of the store's file are missing. */
export const tornStore: Fault = torn(store);
/** Some page of the store's file is noise. */
export const garbledStore: Fault = garbled(store);
/** Bits flipped in documents. */
export const corruptedDocument: Fault = corrupted(store);

async function makeDocuments(dataDir: string): Promise<void> {
  const running = await startStore({ dataDir });
  const client = await MongoClient.connect(running.uri);
  const tasks = client.db('damage').collection('tasks');
  await tasks.createIndexes([{ key: { number: 1 } }, { key: { tags: 1, number: 1 } }]);
  await tasks.insertMany(
    Array.from({ length: 300 }, (_, number) => ({
      number,
      text: WORD,
      tags: [`t${number % 7}`, 'all'],
      pad: 'x'.repeat(number % 50 === 0 ? 9_000 : 100),
    })),
  );
  await client.close();
  await running.close();
}
