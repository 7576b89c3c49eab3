import type { Clock } from './clock.ts';
import { openEngineCore } from './engine-core.ts';
import type { Exporter } from './exporters/exporter.ts';
import { openFront } from './front.ts';
import { copyEngine, type EngineCopy } from './copy-engine.ts';

export type { CancelTimer, Clock } from './clock.ts';
export { ControlledClock, systemClock } from './clock.ts';
export type { ExportBatch, Exporter } from './exporters/exporter.ts';
export { copyStoppedEngine, type EngineCopy } from './copy-engine.ts';
export type { AnyRecord } from './protocol/record.ts';
export { DataDirectoryError } from './state/data-directory-error.ts';

/** What an engine is started with. */
export interface EngineOptions {
  /** The folder where everything is kept; made when it is missing; one engine at a time. */
  readonly dataDir: string;
  /** The gateway's port; 0 (the default) for any free one. */
  readonly port?: number;
  /** The port of the REST API; 0 for any free one, left out: none. */
  readonly restPort?: number | undefined;
  /** The port for probes and metrics; 0 for any free one, left out: none. */
  readonly monitoringPort?: number | undefined;
  /** The address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** The source of time; the machine's by default, a `ControlledClock` in tests. */
  readonly clock?: Clock;
  /** Who gets every record, in order. Without any, no log is written. */
  readonly exporters?: readonly Exporter[];
}

/** A running engine with its gateway. */
export interface Engine {
  /** `host:port`, for any Zeebe client. */
  readonly address: string;
  /** The gateway's port. */
  readonly port: number;
  /** `http://host:port` of the REST API; undefined when there is none. */
  readonly restAddress: string | undefined;
  /** `http://host:port` for probes and metrics; undefined when there is none. */
  readonly monitoringAddress: string | undefined;
  /**
   * Resolves with the error when the engine had to stop by itself (disk full, a bug outside a
   * command): nothing is processed any more, and who runs it should end and start again.
   */
  readonly failed: Promise<unknown>;
  /**
   * Copies the data to another directory at one consistent point while the engine works; an engine
   * started there goes on from that point.
   * @throws DataDirectoryError when that directory holds an engine's data or cannot be written.
   */
  backup(to: string): Promise<EngineCopy>;
  /** Stops the gateway, processes what is queued, and closes the files. */
  close(): Promise<void>;
}

/**
 * Starts an engine: opens its data directory and serves Zeebe's gateway protocol, and its REST API
 * and monitoring port when they are asked for.
 * @throws DataDirectoryError when the directory cannot be used; a system error when a port
 * cannot.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, clock, exporters, host = '127.0.0.1', port = 0 } = options;
  const core = await openEngineCore({
    dataDir,
    ...(clock && { clock }),
    ...(exporters && { exporters }),
  });
  try {
    const { restPort, monitoringPort } = options;
    const front = await openFront(core, { host, port, restPort, monitoringPort });
    const { gateway, rest, monitoring } = front;
    return {
      address: gateway.address,
      port: gateway.portNumber,
      restAddress: rest && `http://${rest.address}`,
      monitoringAddress: monitoring && `http://${monitoring.address}`,
      failed: core.processor.failed,
      backup: (to) => copyEngine(core.store, to),
      async close() {
        await front.close();
        await core.close();
      },
    };
  } catch (error) {
    await core.close();
    throw error;
  }
}
