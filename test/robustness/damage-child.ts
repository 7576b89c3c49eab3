import { createHash } from 'node:crypto';
import { openEngineCore } from '../../engine/engine-core.ts';

/**
 * Reads every row and every record of the folders given, one after the other, and prints a line of
 * JSON for each: `{ folder, refused, digest }`. A process of its own, because lmdb may end it.
 */
for (const folder of process.argv.slice(2)) {
  const hash = createHash('sha256');
  let refused: string | null = null;
  try {
    const core = await openEngineCore({ dataDir: folder, keepsLog: true });
    try {
      for (const record of core.log.all()) hash.update(JSON.stringify(record));
      for (const table of core.store.tables) {
        for (const row of table.rows()) hash.update(JSON.stringify(row));
      }
    } finally {
      await core.close();
    }
  } catch (error) {
    refused = error instanceof Error ? error.message : String(error);
  }
  process.stdout.write(`${JSON.stringify({ folder, refused, digest: hash.digest('hex') })}\n`);
}
