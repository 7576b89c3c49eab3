import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chainXml } from '../processes.ts';
import { diskBytesOf, residentMbOf } from '../process-facts.ts';
import type { BrokerPeer, Figures } from '../peers/peer.ts';
import { closeZeebe, IN_FLIGHT, deploy, inLanes, openZeebe } from '../zeebe-client.ts';
import type { LifeWorkload, Scale } from './workload.ts';

/** (g), (h), (i) Many instances that wait: memory and disk they take, and a start with them. */
export const waiting: LifeWorkload = {
  kind: 'life',
  letter: 'ghi',
  id: 'waiting',
  title: '100,000 instances waiting at a job',
  figures: [
    { key: 'readyMs', title: 'start to first answer', unit: 'ms', digits: 0, better: 'less' },
    {
      key: 'createdPerSecond',
      title: 'created per second',
      unit: '/s',
      digits: 0,
      better: 'more',
    },
    {
      key: 'kbPer1000',
      title: 'resident memory per 1,000 waiting',
      unit: 'KB',
      digits: 0,
      better: 'less',
    },
    {
      key: 'loadedMb',
      title: 'resident memory after creating them',
      unit: 'MB',
      digits: 0,
      better: 'less',
    },
    {
      key: 'restartedMb',
      title: 'resident memory after a start with them',
      unit: 'MB',
      digits: 0,
      better: 'less',
    },
    {
      key: 'diskBytes',
      title: 'disk per waiting instance',
      unit: 'bytes',
      digits: 0,
      better: 'less',
    },
    {
      key: 'compactBytes',
      title: 'disk per waiting instance, compacted',
      unit: 'bytes',
      digits: 0,
      better: 'less',
    },
  ],
  open: async (peer, scale) => {
    const folder = mkdtempSync(join(tmpdir(), 'tongqu-bench-'));
    try {
      const once = await fill(peer, folder, scale);
      return {
        once,
        round: async () => {
          const broker = await peer.start(folder);
          try {
            await pause(scale.idleMs);
            return { readyMs: broker.readyMs, restartedMb: residentMbOf(broker.pid) };
          } finally {
            await broker.stop();
          }
        },
        close: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
      };
    } catch (error) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      throw error;
    }
  },
};

async function fill(peer: BrokerPeer, folder: string, scale: Scale): Promise<Figures> {
  const broker = await peer.start(folder);
  const client = openZeebe(broker.address);
  try {
    await deploy(client, { waiting: chainXml('waiting', 1, { type: 'nobody' }) });
    await pause(scale.idleMs);
    const idleMb = residentMbOf(broker.pid);
    const idleBytes = diskBytesOf(broker.folder);
    const start = performance.now();
    await inLanes(
      IN_FLIGHT,
      (created) => created < scale.waiting,
      () => client.createProcessInstance({ bpmnProcessId: 'waiting', variables: { n: 1 } }),
    );
    const elapsedMs = performance.now() - start;
    await pause(scale.idleMs);
    const loadedMb = residentMbOf(broker.pid);
    const diskBytes = diskBytesOf(broker.folder) - idleBytes;
    await broker.compact();
    return {
      createdPerSecond: (scale.waiting / elapsedMs) * 1000,
      loadedMb,
      kbPer1000: ((loadedMb - idleMb) * 1024 * 1000) / scale.waiting,
      diskBytes: diskBytes / scale.waiting,
      compactBytes: (diskBytesOf(broker.folder) - idleBytes) / scale.waiting,
    };
  } finally {
    await closeZeebe(client);
    await broker.stop();
  }
}
