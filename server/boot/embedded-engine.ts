import type { GatewayAddresses } from '../broker/broker.ts';
import { type PartWorker, startPart, type WorkerMessage } from './part-worker.ts';

/** A batch of exported records, one JSON text each; see `engine/exporters/exporter.ts`. */
export interface ExportedBatch {
  readonly lines: string[];
  readonly position: number;
}

/** The embedded engine in its thread. */
export interface EmbeddedEngine extends GatewayAddresses {
  /** Lets records come; before that the gateway serves and records wait. */
  startExport(): void;
  /** Moves the engine's clock away from the machine's (demo cases in the past). Unit: ms. */
  setClockOffset(offsetMs: number): void;
  close(): Promise<void>;
}

interface EngineMessage extends WorkerMessage {
  readonly address?: string;
  readonly restAddress?: string;
  readonly lines?: string[];
  readonly position?: number;
}

/** What the engine is started with. */
export interface EmbeddedEngineOptions {
  readonly dataDir: string;
  readonly port: number;
  /** Of the REST interface; 0 takes a free one. */
  readonly restPort: number;
  /** Puts a batch into the read models; the engine sends the next one only after it resolved. */
  readonly ingest: (batch: ExportedBatch) => Promise<number>;
  readonly onGone: (error: Error | null) => void;
}

/**
 * Starts the engine and answers every exported batch with an `ack`, or with a `nack` when it
 * could not be stored; the engine then sends it again. Rejects with the engine's own message when
 * it can't start.
 */
export function startEmbeddedEngine(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const { dataDir, port, restPort } = options;
  return new Promise((resolve, reject) => {
    let ready = false;
    const worker: PartWorker = startPart({
      module: 'engine/worker',
      workerData: { dataDir, host: '127.0.0.1', port, restPort },
      onMessage: (message: EngineMessage) => {
        const { address, restAddress } = message;
        if (message.type === 'ready' && address !== undefined && restAddress !== undefined) {
          ready = true;
          resolve({
            address,
            restAddress,
            startExport: () => worker.post({ type: 'start-export' }),
            setClockOffset: (offsetMs) => worker.post({ type: 'clock', offsetMs } as WorkerMessage),
            close: () => worker.close(),
          });
        }
        if (message.type === 'export') void answer(message);
      },
      onEnd: (error) => {
        if (ready) options.onGone(error);
        else reject(error ?? new Error('the engine ended at once'));
      },
    });

    async function answer({ lines = [], position = 0 }: EngineMessage): Promise<void> {
      try {
        const acked = await options.ingest({ lines, position });
        worker.post({ type: 'ack', position: acked } as WorkerMessage);
      } catch {
        worker.post({ type: 'nack' });
      }
    }
  });
}
