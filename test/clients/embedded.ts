import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../engine/index.ts';

/** An engine for one client's tests, with REST, in a folder of its own. */
export interface EmbeddedForClient {
  readonly engine: Engine;
  /** A temporary folder, removed by `close`. */
  readonly folder: string;
  close(): Promise<void>;
}

/** Starts an engine on free ports. */
export async function startForClient(name: string): Promise<EmbeddedForClient> {
  const folder = mkdtempSync(join(tmpdir(), `tongqu-${name}-`));
  const engine = await createEngine({ dataDir: join(folder, 'data'), port: 0, restPort: 0 });
  return {
    engine,
    folder,
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
