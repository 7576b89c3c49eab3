import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopChild } from '../support/child.ts';
import type { Distribution } from './distribution.ts';
import { untilReady } from './ready.ts';
import { openRecordSink, type RecordSink } from './record-sink.ts';
import { spawnZeebe, zeebePlaces } from './zeebe-process.ts';

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

/** Starts Zeebe on free ports and waits until it is ready. The caller stops it. */
export async function startRealBroker(distribution: Distribution): Promise<RealBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'tongqu-zeebe-'));
  const places = await zeebePlaces(join(folder, 'data'));
  const { address, restUrl, monitoringUrl } = places;
  const sink = await openRecordSink();
  const settings = {
    JAVA_OPTS: '-Xmx700m -XX:TieredStopAtLevel=4',
    ...brokerSettings(sink.url),
  };
  const child = spawnZeebe(distribution, { folder, places, settings });
  const stop = async (): Promise<void> => {
    await stopChild(child);
    await sink.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilReady(address, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address,
    restUrl,
    monitoringUrl,
    pid: child.pid ?? 0,
    sink,
    advanceClock: async (byMs) => {
      await clock(`${monitoringUrl}/actuator/clock/add`, { offsetMilli: byMs });
    },
    now: async () => (await clock(`${monitoringUrl}/actuator/clock`)).epochMilli,
    stop,
  };
}

/** Everything is exported, commands and rejections too, each record at once. */
function brokerSettings(sinkUrl: string): Record<string, string> {
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
    ZEEBE_CLOCK_CONTROLLED: 'true',
    [`${exporter}_CLASSNAME`]: 'io.camunda.zeebe.exporter.ElasticsearchExporter',
    [`${exporter}_ARGS_URL`]: sinkUrl,
    [`${exporter}_ARGS_BULK_DELAY`]: '1',
    [`${exporter}_ARGS_BULK_SIZE`]: '1',
    ...Object.fromEntries(alsoIndex.map((name) => [`${exporter}_ARGS_INDEX_${name}`, 'true'])),
  };
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
