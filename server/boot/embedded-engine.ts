import { readPacked } from '../../engine/protocol/packed-records.ts';
import type { GatewayAddresses } from '../broker/broker.ts';
import type { ExportedRecord } from '../stream/record.ts';
import { type PartWorker, startPart, type WorkerMessage } from './part-worker.ts';

/** A batch of exported records; see `engine/exporters/port.exporter.ts`. */
export interface ExportedBatch {
  readonly records: readonly ExportedRecord[];
  /** Of the last. */
  readonly position: number;
}

/** The embedded engine in its thread. */
export interface EmbeddedEngine extends GatewayAddresses {
  /** Lets records come; before that the gateway serves and records wait. */
  startExport(): void;
  /** Moves the engine's clock away from the machine's (demo cases in the past). Unit: ms. */
  setClockOffset(offsetMs: number): void;
  /** Copies its data to a new folder while it works. Rejects in one line when it can't. */
  backup(to: string): Promise<EngineCopy>;
  close(): Promise<void>;
}

/** What the copy of an engine's data holds; the same shape as in `engine/copy-engine.ts`. */
export interface EngineCopy {
  readonly bytes: number;
  readonly format: number;
  /** Of the last record. */
  readonly lastPosition: number;
  /** Up to here the records are in the read models. */
  readonly exportedPosition: number;
}

interface EngineMessage extends WorkerMessage {
  readonly address?: string;
  readonly restAddress?: string;
  readonly packed?: readonly Uint8Array[];
  readonly after?: number;
  readonly position?: number;
  readonly copied?: EngineCopy;
  readonly failure?: string;
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
    const copies: Waiting<EngineCopy>[] = [];
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
            backup: (to) =>
              new Promise((done, failed) => {
                copies.push({ done, failed });
                worker.post({ type: 'backup', to } as WorkerMessage);
              }),
            close: () => worker.close(),
          });
        }
        if (message.type === 'export') void answer(message);
        if (message.type === 'backup') settle(copies.shift(), message);
      },
      onEnd: (error) => {
        for (const copy of copies.splice(0)) copy.failed(new Error('the engine ended meanwhile'));
        if (ready) options.onGone(error);
        else reject(error ?? new Error('the engine ended at once'));
      },
    });

    async function answer({ packed = [], after = 0, position = 0 }: EngineMessage): Promise<void> {
      try {
        const acked = await options.ingest({ records: readPacked(packed, after), position });
        worker.post({ type: 'ack', position: acked } as WorkerMessage);
      } catch {
        worker.post({ type: 'nack' });
      }
    }
  });
}

interface Waiting<T> {
  readonly done: (value: T) => void;
  readonly failed: (error: Error) => void;
}

/** Orders are answered one after the other, in order. */
function settle(
  waiting: Waiting<EngineCopy> | undefined,
  { copied, failure }: EngineMessage,
): void {
  if (copied !== undefined) waiting?.done(copied);
  else waiting?.failed(new Error(failure ?? 'the engine did not copy its data'));
}
