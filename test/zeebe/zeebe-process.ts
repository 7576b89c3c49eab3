import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { logTo } from '../support/child.ts';
import type { Distribution } from './distribution.ts';
import { freePorts } from './free-ports.ts';

/** Where a Zeebe listens and keeps its data. The same places serve for another start. */
export interface ZeebePlaces {
  /** `host:port` of the gateway. */
  readonly address: string;
  /** `http://host:port` of the REST interface. */
  readonly restUrl: string;
  /** `http://host:port` for probes, the clock, and lists of what runs. */
  readonly monitoringUrl: string;
  /** The environment that says so to a broker. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a Zeebe is started with beside its places. */
export interface ZeebeStart {
  /** Its working folder; what it says is appended to `broker.log` in it. */
  readonly folder: string;
  readonly places: ZeebePlaces;
  /** Environment beyond the places: exporters, the clock, options of the JVM. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Free ports of 127.0.0.1, and `dataFolder`. */
export async function zeebePlaces(dataFolder: string): Promise<ZeebePlaces> {
  const [gateway = 0, command = 0, internal = 0, rest = 0, management = 0] = await freePorts(5);
  return {
    address: `127.0.0.1:${gateway}`,
    restUrl: `http://127.0.0.1:${rest}`,
    monitoringUrl: `http://127.0.0.1:${management}`,
    env: {
      ZEEBE_BROKER_NETWORK_HOST: '127.0.0.1',
      ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT: String(command),
      ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT: String(internal),
      ZEEBE_BROKER_GATEWAY_NETWORK_HOST: '127.0.0.1',
      ZEEBE_BROKER_GATEWAY_NETWORK_PORT: String(gateway),
      SERVER_ADDRESS: '127.0.0.1',
      SERVER_PORT: String(rest),
      MANAGEMENT_SERVER_ADDRESS: '127.0.0.1',
      MANAGEMENT_SERVER_PORT: String(management),
      ZEEBE_BROKER_DATA_DIRECTORY: dataFolder,
    },
  };
}

/**
 * Starts a broker with its gateway and waits for nothing. `bin/broker` ends in an `exec`,
 * so the process is the JVM itself.
 */
export function spawnZeebe(
  { home, javaHome }: Distribution,
  { folder, places, settings = {} }: ZeebeStart,
): ChildProcess {
  const child = spawn(join(home, 'bin', 'broker'), [], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', JAVA_HOME: javaHome, ...places.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  logTo(join(folder, 'broker.log'), child);
  return child;
}
