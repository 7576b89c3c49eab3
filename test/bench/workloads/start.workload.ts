import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { residentMbOf } from '../process-facts.ts';
import type { LifeWorkload } from './workload.ts';

/** (g), (h) A broker started on an empty folder, and what it holds while nothing happens. */
export const coldStart: LifeWorkload = {
  kind: 'life',
  letter: 'g',
  id: 'cold-start',
  title: 'Start on an empty folder',
  figures: [
    { key: 'readyMs', title: 'start to first answer', unit: 'ms', digits: 0, better: 'less' },
    { key: 'idleMb', title: 'resident memory idle', unit: 'MB', digits: 0, better: 'less' },
  ],
  open: async (peer, scale) => ({
    once: {},
    round: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tongqu-bench-'));
      try {
        const broker = await peer.start(folder);
        try {
          await pause(scale.idleMs);
          return { readyMs: broker.readyMs, idleMb: residentMbOf(broker.pid) };
        } finally {
          await broker.stop();
        }
      } finally {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
    close: async () => {},
  }),
};
