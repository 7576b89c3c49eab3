import type { MessagePort } from 'node:worker_threads';
import type { ExportBatch, Exporter } from './exporter.ts';

/**
 * What goes over: commits in the bytes of the log, for `readPacked`; the position behind which the
 * records begin that are new, and that of the last.
 */
export interface ExportMessage {
  readonly type: 'export';
  readonly packed: readonly Uint8Array[];
  readonly after: number;
  readonly position: number;
}

/** What comes back: stored up to here, or not stored, so send it again. */
export type ExportReply = { readonly type: 'ack'; readonly position: number } | { type: 'nack' };

/** The port's side that the exporter uses; `parentPort` of a worker has it too. */
export type ExportPort = Pick<MessagePort, 'postMessage' | 'on' | 'off'>;

/**
 * Sends batches to another thread and waits for its acknowledgment, so that at most one batch is
 * under way and a slow reader slows only itself. Nothing is sent before `{ type: 'start-export' }`
 * has come, because the store that the reader needs may open later than the engine.
 */
export function portExporter(port: ExportPort): Exporter {
  return new PortExporter(port);
}

class PortExporter implements Exporter {
  readonly id = 'port';
  readonly takesPacked = true;
  private readonly port: ExportPort;
  private readonly started: Promise<void>;
  private settle: ((reply: ExportReply) => void) | undefined;
  private readonly listen: (message: unknown) => void;

  constructor(port: ExportPort) {
    this.port = port;
    let start = (): void => undefined;
    this.started = new Promise((resolve) => {
      start = resolve;
    });
    this.listen = (message) => {
      const { type } = message as { type?: string };
      if (type === 'start-export') start();
      else if (type === 'ack' || type === 'nack') this.settle?.(message as ExportReply);
      else if (type === 'close') {
        start();
        this.settle?.({ type: 'nack' });
      }
    };
    port.on('message', this.listen);
  }

  async export(batch: ExportBatch): Promise<number> {
    await this.started;
    const answered = new Promise<ExportReply>((resolve) => {
      this.settle = resolve;
    });
    // Copies of their own, because a view takes the whole buffer behind it along.
    const packed = batch.packed.map((bytes) => Uint8Array.prototype.slice.call(bytes));
    const message: ExportMessage = {
      type: 'export',
      packed,
      after: batch.after,
      position: batch.lastPosition,
    };
    this.port.postMessage(
      message,
      packed.map(({ buffer }) => buffer as ArrayBuffer),
    );
    const reply = await answered;
    this.settle = undefined;
    if (reply.type === 'nack') throw new Error('The reader has not stored the batch');
    return reply.position;
  }

  async close(): Promise<void> {
    this.port.off('message', this.listen);
  }
}
