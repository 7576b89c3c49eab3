import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stopChild } from '../../support/child.ts';
import { type Distribution, findDistribution, ZEEBE_VERSION } from '../../zeebe/distribution.ts';
import { untilReady } from '../../zeebe/ready.ts';
import { spawnZeebe, zeebePlaces } from '../../zeebe/zeebe-process.ts';
import { takeAlong } from './children.ts';
import type { BenchedBroker, BrokerPeer } from './peer.ts';

/** The real Zeebe in its default, durable configuration: only ports and folder are given. */
export function zeebePeer(): BrokerPeer {
  let found: ReturnType<typeof findDistribution> | undefined;
  const distribution = (): ReturnType<typeof findDistribution> => (found ??= findDistribution());
  return {
    kind: 'broker',
    id: 'zeebe',
    title: `Zeebe ${ZEEBE_VERSION}`,
    note: 'one broker with its gateway, default durable configuration, no exporter, default heap',
    missing: () => {
      const it = distribution();
      return 'missing' in it ? it.missing : null;
    },
    start: (folder) => {
      const it = distribution();
      if ('missing' in it) throw new Error(it.missing);
      return startZeebe(it, folder);
    },
  };
}

/** A started Zeebe, with what the product needs to know of it. */
export interface StartedZeebe extends BenchedBroker {
  readonly restUrl: string;
}

/**
 * Starts Zeebe on free ports and a folder of its own.
 *
 * @param settings environment beyond ports and folder
 * @throws when it ends, or is not ready within three minutes
 */
export async function startZeebe(
  distribution: Distribution,
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<StartedZeebe> {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const places = await zeebePlaces(data);
  const { address, restUrl, monitoringUrl } = places;
  const at = performance.now();
  const child = takeAlong(spawnZeebe(distribution, { folder, places, settings }));
  const stop = (): Promise<void> => stopChild(child);
  try {
    await untilReady(address, child);
  } catch (error) {
    await stop();
    throw error;
  }
  const readyMs = performance.now() - at;
  const compact = (): Promise<void> => takeSnapshot(monitoringUrl);
  return { address, restUrl, pid: child.pid ?? 0, folder: data, readyMs, compact, stop };
}

/** A snapshot lets Zeebe delete segments of its log; by itself it takes one every five minutes. */
async function takeSnapshot(url: string): Promise<void> {
  const answer = await fetch(`${url}/actuator/partitions/takeSnapshot`, { method: 'POST' });
  if (!answer.ok) throw new Error(`takeSnapshot answered ${answer.status}`);
  for (let i = 0; i < 200; i += 1) {
    const partitions = (await (await fetch(`${url}/actuator/partitions`)).json()) as Record<
      string,
      { snapshotId?: string | null }
    >;
    if (Object.values(partitions).every(({ snapshotId }) => snapshotId)) return;
    await pause(100);
  }
  throw new Error('no snapshot within 20 s');
}
