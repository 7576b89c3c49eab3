import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Distribution, findDistribution, ZEEBE_VERSION } from '../../zeebe/distribution.ts';
import { freePorts } from '../../zeebe/free-ports.ts';
import { takeAlong } from './children.ts';
import type { BenchedBroker, BrokerPeer } from './peer.ts';
import { stopChild, untilReady } from './ready.ts';

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
  const [gateway = 0, command = 0, internal = 0, rest = 0, management = 0] = await freePorts(5);
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const at = performance.now();
  const child = takeAlong(
    spawn(join(distribution.home, 'bin', 'broker'), [], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        JAVA_HOME: distribution.javaHome,
        ZEEBE_BROKER_NETWORK_HOST: '127.0.0.1',
        ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT: String(command),
        ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT: String(internal),
        ZEEBE_BROKER_GATEWAY_NETWORK_HOST: '127.0.0.1',
        ZEEBE_BROKER_GATEWAY_NETWORK_PORT: String(gateway),
        SERVER_ADDRESS: '127.0.0.1',
        SERVER_PORT: String(rest),
        MANAGEMENT_SERVER_ADDRESS: '127.0.0.1',
        MANAGEMENT_SERVER_PORT: String(management),
        ZEEBE_BROKER_DATA_DIRECTORY: data,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  const log = createWriteStream(join(folder, 'broker.log'));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const stop = async (): Promise<void> => {
    await stopChild(child);
    log.end();
  };
  try {
    await untilReady(`127.0.0.1:${gateway}`, child);
  } catch (error) {
    await stop();
    throw error;
  }
  const readyMs = performance.now() - at;
  const compact = (): Promise<void> => takeSnapshot(`http://127.0.0.1:${management}`);
  const address = `127.0.0.1:${gateway}`;
  const restUrl = `http://127.0.0.1:${rest}`;
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
