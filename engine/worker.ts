import { parentPort, workerData } from 'node:worker_threads';
import { OffsetClock } from './offset-clock.ts';
import { portExporter } from './exporters/port.exporter.ts';
import { createEngine, type Engine, type EngineCopy } from './index.ts';
import { startFault } from './start-fault.ts';

/** What the thread that starts the worker hands over. */
export interface EngineWorkerData {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly restPort: number;
}

/** What the worker is told. */
export type EngineWorkerOrder =
  | { readonly type: 'start-export' }
  | { readonly type: 'ack'; readonly position: number }
  | { readonly type: 'nack' }
  | { readonly type: 'clock'; readonly offsetMs: number }
  | { readonly type: 'backup'; readonly to: string }
  | { readonly type: 'close' };

/** The answer to the order `backup`: what the copy holds, or in one line why there is none. */
export type BackupReply = {
  readonly type: 'backup';
  readonly copied?: EngineCopy;
  readonly failure?: string;
};

/**
 * The engine in a worker thread of the product: says `{ type: 'ready', address, restAddress }` when
 * the gateway listens, exports through the port, and ends by itself after `{ type: 'close' }`. A
 * start that fails throws an error whose message is one line.
 */
async function run(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('engine/worker.ts runs in a worker thread only');
  const { dataDir, host, port: portNumber, restPort } = workerData as EngineWorkerData;
  const clock = new OffsetClock();
  const exporters = [portExporter(port)];
  const engine = await createEngine({
    dataDir,
    host,
    port: portNumber,
    restPort,
    clock,
    exporters,
  });
  port.on('message', (order: EngineWorkerOrder) => {
    if (order.type === 'clock') clock.setOffset(order.offsetMs);
    if (order.type === 'backup') void backup(engine, order.to).then((r) => port.postMessage(r));
    if (order.type === 'close') void engine.close().then(() => port.close());
  });
  void engine.failed.then((error) => {
    throw new Error(`The engine stopped: ${startFault(error)}`, { cause: error });
  });
  const { address, restAddress } = engine;
  port.postMessage({ type: 'ready', address, restAddress });
}

async function backup(engine: Engine, to: string): Promise<BackupReply> {
  try {
    return { type: 'backup', copied: await engine.backup(to) };
  } catch (error) {
    return { type: 'backup', failure: (error as Error).message };
  }
}

try {
  await run();
} catch (error) {
  throw new Error(startFault(error), { cause: error });
}
