import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../bson/decode.ts';
import { validate } from '../bson/validate.ts';
import { Catalog } from './catalog.ts';
import type { CollectionIndex } from './collection-index.ts';
import { idKey } from './key.ts';
import { dataFile, openTables, type Tables } from './tables.ts';

/** What a look at everything in a store found. */
export interface Verified {
  collections: number;
  documents: number;
  entries: number;
  /** What is wrong, in words, at most {@link maxFaults}; empty when all is well. */
  faults: string[];
}

const maxFaults = 20;

/**
 * Reads a whole store: every document is BSON and lies under the key of its `_id`, every index has
 * exactly the entries of its documents, every count is true. The store may be in use; reading is
 * bound to one thread, some hundred thousand documents a second. Fails when the folder is no store.
 */
export async function verifyStore(dataDir: string): Promise<Verified> {
  if (!existsSync(join(dataDir, dataFile))) throw new Error(`store: ${dataDir} holds no store`);
  const tables = openTables(dataDir);
  try {
    return verifyTables(tables);
  } finally {
    await tables.root.close();
  }
}

function verifyTables(tables: Tables): Verified {
  const found: Verified = { collections: 0, documents: 0, entries: 0, faults: [] };
  const say = (fault: string): void => {
    if (found.faults.length < maxFaults) found.faults.push(fault);
  };
  for (const c of new Catalog(tables).list()) {
    found.collections++;
    const expected = new Map(c.indexes.map((index) => [index, 0]));
    let documents = 0;
    for (const e of tables.docs.getRange({ start: c.prefix, end: c.end })) {
      documents++;
      const idk = Buffer.from(e.key.subarray(4));
      try {
        checkDocument(tables, { idk, raw: c.sound(idk, e.value) }, expected);
      } catch (error) {
        say(`${c.ns}: document ${idk.toString('hex')}: ${(error as Error).message}`);
      }
    }
    found.documents += documents;
    if (documents !== c.count) say(`${c.ns}: counts ${c.count} documents, has ${documents}`);
    for (const [index, n] of expected) {
      const entries = tables.entries.getCount({ start: index.prefix, end: index.end });
      found.entries += entries;
      if (entries !== n) say(`${c.ns}: index ${index.spec.name} has ${entries} entries, not ${n}`);
    }
  }
  return found;
}

/** With every expected entry there and as many as expected, there is none too many. */
function checkDocument(
  tables: Tables,
  { idk, raw }: { idk: Buffer; raw: Buffer },
  expected: Map<CollectionIndex, number>,
): void {
  validate(raw);
  const doc = decode(raw);
  if (!idKey(doc['_id']).equals(idk)) throw new Error('lies under another _id');
  for (const [index, n] of expected) {
    const keys = index.keysOf(doc, false);
    expected.set(index, n + keys.length);
    const lost = keys.find((key) => !tables.entries.doesExist(key, idk));
    if (lost) throw new Error(`index ${index.spec.name} does not lead to it`);
  }
}
