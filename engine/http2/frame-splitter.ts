import { ConnectionFault, ERROR, FRAME_HEAD_BYTES, MAX_FRAME_BYTES } from './protocol.ts';

/** Takes a frame; its payload lies in `bytes` from `start` to `end`. */
export type FrameTaker = (
  kind: number,
  flags: number,
  streamId: number,
  bytes: Buffer,
  start: number,
  end: number,
) => void;

/**
 * Cuts what arrives into frames. A frame that lies within one piece is not copied; one that does
 * not is put together in memory of its own size, which is at most that of one frame.
 * Source: RFC 9113, 4.1.
 */
export class FrameSplitter {
  private readonly take: FrameTaker;
  private readonly head = Buffer.allocUnsafeSlow(FRAME_HEAD_BYTES);
  private headBytes = 0;
  private body: Buffer | null = null;
  private bodyBytes = 0;

  constructor(take: FrameTaker) {
    this.take = take;
  }

  /** @throws ConnectionFault for a frame that is larger than we take. */
  push(bytes: Buffer): void {
    let at = this.headBytes > 0 ? this.complete(bytes) : 0;
    while (bytes.length - at >= FRAME_HEAD_BYTES) {
      const start = at + FRAME_HEAD_BYTES;
      const length = lengthAt(bytes, at);
      if (bytes.length - start < length) break;
      this.give(bytes, at, bytes, start, start + length);
      at = start + length;
    }
    if (at < bytes.length) this.complete(bytes.subarray(at));
  }

  /** Adds to the frame that has begun; answers how many bytes were for it. */
  private complete(bytes: Buffer): number {
    let at = 0;
    if (this.body === null) {
      at = bytes.copy(this.head, this.headBytes, 0, FRAME_HEAD_BYTES - this.headBytes);
      this.headBytes += at;
      if (this.headBytes < FRAME_HEAD_BYTES) return at;
      this.body = Buffer.allocUnsafe(lengthAt(this.head, 0));
      this.bodyBytes = 0;
    }
    const body = this.body;
    const taken = bytes.copy(body, this.bodyBytes, at);
    this.bodyBytes += taken;
    at += taken;
    if (this.bodyBytes < body.length) return at;
    this.body = null;
    this.headBytes = 0;
    this.give(this.head, 0, body, 0, body.length);
    return at;
  }

  private give(head: Buffer, at: number, bytes: Buffer, start: number, end: number): void {
    const streamId = head.readUInt32BE(at + 5) & 0x7fffffff;
    this.take(head[at + 3]!, head[at + 4]!, streamId, bytes, start, end);
  }
}

function lengthAt(bytes: Buffer, at: number): number {
  const length = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  if (length <= MAX_FRAME_BYTES) return length;
  throw new ConnectionFault(ERROR.FRAME_SIZE_ERROR, 'too large a frame');
}
