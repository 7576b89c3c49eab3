import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Distribution } from './distribution.ts';
import { freePorts } from './free-ports.ts';
import { openClient } from './gateway-client.ts';
import { openRecordSink, type RecordSink } from './record-sink.ts';

/** A running Zeebe broker with its gateway, its own data folder, and its records. */
export interface RealBroker {
  /** `host:port` of the gateway. */
  readonly address: string;
  /** `http://host:port` of the REST API. */
  readonly restUrl: string;
  /** `http://host:port` for probes and lists of what runs. */
  readonly monitoringUrl: string;
  readonly pid: number;
  readonly sink: RecordSink;
  /** Moves the broker's clock forward. */
  advanceClock(byMs: number): Promise<void>;
  /** The broker's clock, epoch milliseconds. */
  now(): Promise<number>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 90_000;

/** A key of partition 1 that no job has. */
const NO_JOB = 2 ** 51 + 10 ** 14;

/** Starts Zeebe on free ports and waits until it is ready. The caller stops it. */
export async function startRealBroker(distribution: Distribution): Promise<RealBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'tongqu-zeebe-'));
  const [gateway = 0, command = 0, internal = 0, rest = 0, management = 0] = await freePorts(5);
  const sink = await openRecordSink();
  const sinkUrl = sink.url;
  const child = spawn(join(distribution.home, 'bin', 'broker'), [], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      JAVA_HOME: distribution.javaHome,
      JAVA_OPTS: '-Xmx700m -XX:TieredStopAtLevel=4',
      ...brokerSettings({ folder, gateway, command, internal, rest, management, sinkUrl }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(folder, 'broker.log'));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const url = `http://127.0.0.1:${management}`;
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    await sink.close();
    log.end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitReady(`127.0.0.1:${gateway}`, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: `127.0.0.1:${gateway}`,
    restUrl: `http://127.0.0.1:${rest}`,
    monitoringUrl: url,
    pid: child.pid ?? 0,
    sink,
    advanceClock: async (byMs) => {
      await clock(`${url}/actuator/clock/add`, { offsetMilli: byMs });
    },
    now: async () => (await clock(`${url}/actuator/clock`)).epochMilli,
    stop,
  };
}

interface Places {
  readonly folder: string;
  readonly gateway: number;
  readonly command: number;
  readonly internal: number;
  readonly rest: number;
  readonly management: number;
  readonly sinkUrl: string;
}

/** Everything is exported, commands and rejections too, each record at once. */
function brokerSettings(places: Places): Record<string, string> {
  const exporter = 'ZEEBE_BROKER_EXPORTERS_ELASTICSEARCH';
  const alsoIndex = [
    'COMMAND',
    'REJECTION',
    'JOBBATCH',
    'MESSAGEBATCH',
    'PROCESSINSTANCEBATCH',
    'PROCESSEVENT',
  ];
  return {
    ZEEBE_BROKER_NETWORK_HOST: '127.0.0.1',
    ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT: String(places.command),
    ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT: String(places.internal),
    ZEEBE_BROKER_GATEWAY_NETWORK_HOST: '127.0.0.1',
    ZEEBE_BROKER_GATEWAY_NETWORK_PORT: String(places.gateway),
    SERVER_ADDRESS: '127.0.0.1',
    SERVER_PORT: String(places.rest),
    MANAGEMENT_SERVER_ADDRESS: '127.0.0.1',
    MANAGEMENT_SERVER_PORT: String(places.management),
    ZEEBE_BROKER_DATA_DIRECTORY: join(places.folder, 'data'),
    ZEEBE_CLOCK_CONTROLLED: 'true',
    [`${exporter}_CLASSNAME`]: 'io.camunda.zeebe.exporter.ElasticsearchExporter',
    [`${exporter}_ARGS_URL`]: places.sinkUrl,
    [`${exporter}_ARGS_BULK_DELAY`]: '1',
    [`${exporter}_ARGS_BULK_SIZE`]: '1',
    ...Object.fromEntries(alsoIndex.map((name) => [`${exporter}_ARGS_INDEX_${name}`, 'true'])),
  };
}

/**
 * Ready means that a command reaches the partition: the broker's own `/ready` is true some time
 * before its gateway has heard of the partition's leader.
 */
async function waitReady(address: string, child: ChildProcess): Promise<void> {
  const client = openClient(address);
  const until = Date.now() + READY_WITHIN_MS;
  try {
    while (Date.now() < until) {
      if (child.exitCode !== null) throw new Error(`Zeebe ended with code ${child.exitCode}`);
      const answer = await client.unary('CompleteJob', { jobKey: NO_JOB }, 1000);
      if ('code' in answer && answer.code === 'NOT_FOUND') return;
      await pause(100);
    }
  } finally {
    client.close();
  }
  throw new Error(`Zeebe was not ready within ${READY_WITHIN_MS} ms`);
}

async function clock(url: string, body?: object): Promise<{ epochMilli: number }> {
  const answer = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: { 'Content-Type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as { epochMilli: number };
}

/** The script `bin/broker` ends in an `exec`, so the process is the JVM itself. */
async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(hard);
}
