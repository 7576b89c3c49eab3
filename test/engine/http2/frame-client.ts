import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { headerBlock } from '../../../engine/http2/header-encoder.ts';
import { FLAG, FRAME, PREFACE } from '../../../engine/http2/protocol.ts';

/** A frame as it came. */
export interface Frame {
  readonly kind: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** The headers of a plain request. */
export const REQUEST = headerBlock([
  [':method', 'POST'],
  [':scheme', 'http'],
  [':path', '/test'],
  ['te', 'trailers'],
]);

/** One frame as bytes. */
export function frame(kind: number, flags: number, streamId: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = kind;
  head[4] = flags;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

/** A payload of numbers of 32 bits. */
export function words(...numbers: number[]): Buffer {
  const payload = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) payload.writeUInt32BE(number, index * 4);
  return payload;
}

/** A SETTINGS frame. */
export function settings(...entries: (readonly [name: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(entries.length * 6);
  for (const [index, [name, value]] of entries.entries()) {
    payload.writeUInt16BE(name, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  }
  return frame(FRAME.SETTINGS, 0, 0, payload);
}

/** A whole request on a stream. */
export function request(streamId: number): Buffer {
  return frame(FRAME.HEADERS, FLAG.END_HEADERS | FLAG.END_STREAM, streamId, REQUEST);
}

/** A client that speaks in frames, right or wrong. */
export class FrameClient {
  readonly socket: Socket;
  /** Resolves when the server has ended the connection. */
  readonly ended: Promise<unknown>;
  private bytes = Buffer.alloc(0);
  private readonly frames: Frame[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    this.ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => this.take(bytes));
    socket.on('close', () => this.wake());
  }

  /** Connects and says the preface, with these settings unless they are null. */
  static async open(portNumber: number, first: Buffer | null = settings()): Promise<FrameClient> {
    const socket = connect(portNumber, '127.0.0.1');
    await once(socket, 'connect');
    const client = new FrameClient(socket);
    if (first) client.send(PREFACE, first);
    return client;
  }

  send(...pieces: Buffer[]): void {
    this.socket.write(Buffer.concat(pieces));
  }

  /** The next frame that is like this; those before it are passed over. Rejects at the end. */
  async next(isWanted: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const at = this.frames.findIndex(isWanted);
      const found = this.frames[at];
      if (found) {
        this.frames.splice(0, at + 1);
        return found;
      }
      if (this.socket.destroyed) throw new Error('the connection has ended');
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** The next frame of a kind. */
  kind(kind: number): Promise<Frame> {
    return this.next((one) => one.kind === kind);
  }

  /** Why the server says goodbye. */
  async goaway(): Promise<{ lastStreamId: number; code: number; text: string }> {
    const { payload } = await this.kind(FRAME.GOAWAY);
    return {
      lastStreamId: payload.readUInt32BE(0),
      code: payload.readUInt32BE(4),
      text: payload.toString('utf8', 8),
    };
  }

  /** The answer to a ping: what was sent before has been looked at. */
  async settled(): Promise<void> {
    this.send(frame(FRAME.PING, 0, 0, Buffer.alloc(8, 7)));
    await this.next(({ kind, flags }) => kind === FRAME.PING && flags === FLAG.ACK);
  }

  close(): void {
    this.socket.destroy();
  }

  private take(bytes: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    while (this.bytes.length >= 9) {
      const length = this.bytes.readUIntBE(0, 3);
      if (this.bytes.length < 9 + length) break;
      this.frames.push({
        kind: this.bytes[3]!,
        flags: this.bytes[4]!,
        streamId: this.bytes.readUInt32BE(5),
        payload: this.bytes.subarray(9, 9 + length),
      });
      this.bytes = this.bytes.subarray(9 + length);
    }
    this.wake();
  }

  private wake(): void {
    for (const look of this.waiting) look();
    this.waiting.clear();
  }
}
