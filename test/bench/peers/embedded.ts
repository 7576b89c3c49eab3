import { join } from 'node:path';
import { spawnEngine } from '../../support/built-engine.ts';
import { logTo, stopChild } from '../../support/child.ts';
import { freePorts } from '../../zeebe/free-ports.ts';
import { takeAlong } from './children.ts';
import type { BrokerPeer } from './peer.ts';
import { untilReady } from '../../zeebe/ready.ts';

/**
 * The engine as `npm run engine` starts it, built.
 *
 * @param nodeWords more words for Node, such as those that write a profile
 */
export function embeddedPeer(nodeWords: readonly string[] = []): BrokerPeer {
  return {
    kind: 'broker',
    id: 'embedded',
    title: 'Tongqu engine',
    note: 'one Node process of its own, no exporter, a commit is one lmdb transaction with fdatasync',
    missing: () => null,
    start: async (folder) => {
      const [port = 0] = await freePorts(1);
      const address = `127.0.0.1:${port}`;
      const dataFolder = join(folder, 'data');
      const at = performance.now();
      const child = takeAlong(spawnEngine({ dataFolder, port, nodeWords, workingFolder: folder }));
      logTo(join(folder, 'engine.log'), child);
      const stop = (): Promise<void> => stopChild(child);
      try {
        await untilReady(address, child);
      } catch (error) {
        await stop();
        throw error;
      }
      const readyMs = performance.now() - at;
      return {
        address,
        pid: child.pid ?? 0,
        folder: dataFolder,
        readyMs,
        compact: async () => {},
        stop,
      };
    },
  };
}
