import type { Socket } from 'node:net';
import { FLAG, FRAME, FRAME_HEAD_BYTES, MAX_FRAME_BYTES } from './protocol.ts';

/** What is gathered before memory of its own is taken. */
const SLAB_BYTES = 32 * 1024;
/** Larger pieces are sent from where they are instead of being copied. */
const COPY_BELOW_BYTES = 4 * 1024;

/** Memory that is free, for whichever connection writes next: an idle one keeps none. */
const freeSlabs: Buffer[] = [];
const MAX_FREE_SLABS = 16;
const NO_SLAB = Buffer.alloc(0);

/**
 * What leaves on one connection. Everything that is written within one turn of the event loop goes
 * out in one write to the socket: what answers to a commit cost is shared by all of them.
 */
export class Output {
  /** How many frames of answers have been written. */
  answers = 0;
  private readonly socket: Socket;
  private slab: Buffer = NO_SLAB;
  private start = 0;
  private used = 0;
  /** Pieces in front of what lies in the slab. */
  private pieces: Buffer[] = [];
  private callbacks: (() => void)[] = [];
  private isScheduled = false;
  /** Bytes gathered and not yet given to the socket. */
  private gatheredBytes = 0;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** Bytes that have not left yet. */
  get backlogBytes(): number {
    return this.socket.writableLength + this.gatheredBytes;
  }

  /** Writes a frame. */
  frame(kind: number, flags: number, streamId: number, payload: Buffer): void {
    const length = payload.length;
    this.head(kind, flags, streamId, length);
    this.append(payload, 0, length);
  }

  /** Writes a header block, in as many frames as it needs. */
  headers(flags: number, streamId: number, block: Buffer): void {
    this.answers += 1;
    const first = Math.min(block.length, MAX_FRAME_BYTES);
    const isWhole = first === block.length;
    const headerFlags = isWhole ? flags | FLAG.END_HEADERS : flags;
    this.frame(FRAME.HEADERS, headerFlags, streamId, isWhole ? block : block.subarray(0, first));
    for (let at = first; at < block.length; at += MAX_FRAME_BYTES) {
      const piece = block.subarray(at, at + MAX_FRAME_BYTES);
      const isLast = at + piece.length === block.length;
      this.frame(FRAME.CONTINUATION, isLast ? FLAG.END_HEADERS : 0, streamId, piece);
    }
  }

  /** Writes a piece of a message. */
  data(streamId: number, bytes: Buffer, start: number, end: number): void {
    this.answers += 1;
    this.head(FRAME.DATA, 0, streamId, end - start);
    this.append(bytes, start, end);
  }

  /** Writes a frame whose payload is one number of 32 bits. */
  numberFrame(kind: number, streamId: number, value: number): void {
    this.head(kind, 0, streamId, 4);
    this.reserve(4);
    this.used = this.slab.writeUInt32BE(value, this.used);
    this.gatheredBytes += 4;
  }

  /** Calls back when everything written so far has left; not at all when the socket fails. */
  whenLeft(callback: () => void): void {
    this.callbacks.push(callback);
  }

  /** Gives everything to the socket. */
  flush(): void {
    this.isScheduled = false;
    const { socket, callbacks } = this;
    if (this.gatheredBytes === 0 || socket.destroyed) return;
    this.callbacks = [];
    this.gatheredBytes = 0;
    const left =
      callbacks.length === 0
        ? undefined
        : (error?: Error | null): void => {
            if (!error) for (const callback of callbacks) callback();
          };
    if (this.pieces.length === 0) {
      socket.write(this.slab.subarray(this.start, this.used), left);
    } else {
      this.cut();
      const pieces = this.pieces;
      this.pieces = [];
      socket.cork();
      for (const piece of pieces.slice(0, -1)) socket.write(piece);
      socket.write(pieces.at(-1)!, left);
      socket.uncork();
    }
    // What the system has taken at once is not looked at any more, so its place can be used again.
    const { slab } = this;
    const isFree = socket.writableLength === 0 && slab.length > 0;
    if (isFree && freeSlabs.length < MAX_FREE_SLABS) freeSlabs.push(slab);
    this.slab = NO_SLAB;
    this.start = 0;
    this.used = 0;
  }

  private head(kind: number, flags: number, streamId: number, length: number): void {
    if (!this.isScheduled) this.schedule();
    this.reserve(FRAME_HEAD_BYTES);
    const { slab, used } = this;
    slab[used] = length >>> 16;
    slab[used + 1] = length >>> 8;
    slab[used + 2] = length;
    slab[used + 3] = kind;
    slab[used + 4] = flags;
    slab[used + 5] = streamId >>> 24;
    slab[used + 6] = streamId >>> 16;
    slab[used + 7] = streamId >>> 8;
    slab[used + 8] = streamId;
    this.used = used + FRAME_HEAD_BYTES;
    this.gatheredBytes += FRAME_HEAD_BYTES;
  }

  private append(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    this.gatheredBytes += length;
    if (length >= COPY_BELOW_BYTES) {
      this.cut();
      this.pieces.push(bytes.subarray(start, end));
      return;
    }
    this.reserve(length);
    bytes.copy(this.slab, this.used, start, end);
    this.used += length;
  }

  private reserve(length: number): void {
    if (this.used + length <= this.slab.length) return;
    this.cut();
    this.slab = freeSlabs.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.start = 0;
    this.used = 0;
  }

  /** Puts what lies in the slab behind the other pieces. */
  private cut(): void {
    if (this.used > this.start) this.pieces.push(this.slab.subarray(this.start, this.used));
    this.start = this.used;
  }

  /** Behind the answers of a commit, which are promises: they come before the next tick. */
  private schedule(): void {
    this.isScheduled = true;
    queueMicrotask(() => process.nextTick(() => this.flush()));
  }
}
