import { createHash } from 'node:crypto';
import { Catalog } from '../../server/store/storage/catalog.ts';
import { openTables } from '../../server/store/storage/tables.ts';

/**
 * Reads every document of the stores in the folders given, the way queries do, and prints a line of
 * JSON for each: `{ folder, refused, digest }`. A process of its own, because lmdb may end it.
 */
for (const folder of process.argv.slice(2)) {
  const hash = createHash('sha256');
  let refused: string | null = null;
  try {
    const tables = openTables(folder);
    try {
      for (const c of new Catalog(tables).list()) {
        for (const { key, value } of tables.docs.getRange({ start: c.prefix, end: c.end })) {
          const idk = Buffer.from(key.subarray(4));
          hash.update(c.sound(idk, value));
          hash.update(c.get(idk) ?? '');
        }
      }
    } finally {
      await tables.root.close();
    }
  } catch (error) {
    refused = error instanceof Error ? error.message : String(error);
  }
  process.stdout.write(`${JSON.stringify({ folder, refused, digest: hash.digest('hex') })}\n`);
}
