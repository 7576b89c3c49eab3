import type { Socket } from 'node:net';
import { limits } from '../limits.ts';
import { headerBytes, readMessage, type Command } from './message.ts';

/** Answers a command with a whole message; null for one that wants no answer. */
export type Answerer = (command: Command) => Promise<Buffer | null>;

/**
 * Serves one connection: cuts the bytes into messages and answers them one after the other, as a
 * client that pipelines expects. A frame that cannot be understood closes the connection.
 */
export function serveConnection(
  socket: Socket,
  answer: Answerer,
  log: (line: string) => void,
): void {
  const chunks: Buffer[] = [];
  let buffered = 0;
  let busy = false;

  const close = (reason: string): void => {
    log(`store: connection closed: ${reason}`);
    chunks.length = 0;
    buffered = 0;
    socket.destroy();
  };

  /** The next whole message, or null; closes on a length that cannot be. */
  const take = (): Buffer | null => {
    if (buffered < headerBytes) return null;
    if ((chunks[0] as Buffer).length < headerBytes)
      chunks.splice(0, chunks.length, Buffer.concat(chunks));
    const size = (chunks[0] as Buffer).readInt32LE(0);
    if (size < headerBytes + 5 || size > limits.maxMessageBytes) {
      close(`a message of ${size} bytes`);
      return null;
    }
    if (buffered < size) return null;
    const all = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    chunks.length = 0;
    buffered -= size;
    if (buffered > 0) chunks.push(all.subarray(size));
    return all.subarray(0, size);
  };

  const work = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (let frame = take(); frame && !socket.destroyed; frame = take()) {
      let reply: Buffer | null;
      try {
        reply = await answer(readMessage(frame));
      } catch (error) {
        close(error instanceof Error ? error.message : String(error));
        break;
      }
      if (reply && !socket.destroyed && !socket.write(reply)) await drained(socket);
    }
    busy = false;
    if (socket.isPaused() && !socket.destroyed) socket.resume();
    socket.setTimeout(buffered > 0 ? limits.partialMessageTimeoutMs : 0);
  };

  socket.on('data', (chunk) => {
    chunks.push(chunk);
    buffered += chunk.length;
    if (busy && buffered > limits.maxReadAheadBytes) socket.pause();
    void work();
  });
  socket.on('timeout', () => close('a message stopped half-way'));
  socket.on('error', () => socket.destroy());
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.on('drain', done);
    socket.on('close', done);
  });
}
