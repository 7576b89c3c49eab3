import { HTTP2_LIMITS } from './limits.ts';
import { FLAG } from './protocol.ts';
import { ReceiveWindow } from './receive-window.ts';
import type { SendFlow } from './send-flow.ts';

/** Who takes the body of a request. The bytes may be looked at during the call only. */
export interface StreamReceiver {
  received(bytes: Buffer, start: number, end: number): void;
  /** The request is complete. */
  receivedAll(): void;
  /** The client has given up, or has gone; whatever is sent from now on is passed over. */
  canceled(): void;
}

/** What a stream needs of its connection. */
export interface StreamHost {
  readonly flow: SendFlow;
  /** Told once, when nothing more is sent: the stream is answered in full or reset. */
  sent(stream: Http2Stream): void;
  /** Tells the client that the stream has failed. */
  resetStream(stream: Http2Stream, code: number): void;
}

/** A piece of the answer that waits; `end` is a header block behind everything else. */
interface Waiting {
  readonly bytes: Buffer;
  at: number;
  readonly left: (() => void) | undefined;
}

/** A request and its answer. */
export class Http2Stream {
  readonly id: number;
  receiver: StreamReceiver | null = null;
  /** What the client lets us send. */
  windowBytes: number;
  readonly received = new ReceiveWindow(HTTP2_LIMITS.streamWindowBytes);
  /** Bytes of the body that are still to come, when the client has said how many; else -1. */
  bodyLeftBytes = -1;
  /** Nothing more comes from the client. */
  isRemoteClosed = false;
  /** Nothing more leaves. */
  isLocalClosed = false;
  private readonly host: StreamHost;
  private queue: Waiting[] = [];
  private queuedBytes = 0;
  private endBlock: Buffer | null = null;

  constructor(id: number, host: StreamHost, windowBytes: number) {
    this.id = id;
    this.host = host;
    this.windowBytes = windowBytes;
  }

  /** Sends the headers of the answer. */
  headers(block: Buffer): void {
    if (this.isLocalClosed) return;
    this.host.flow.output.headers(0, this.id, block);
  }

  /**
   * Sends a part of the answer, at once or when the client lets us. `left` is called when it has
   * left, and not at all when it cannot.
   */
  data(bytes: Buffer, left?: () => void): void {
    if (this.isLocalClosed || this.endBlock !== null) return;
    this.queue.push({ bytes, at: 0, left });
    this.queuedBytes += bytes.length;
    this.host.flow.queuedBytes += bytes.length;
    if (this.queue.length === 1) this.sendQueued();
  }

  /** Ends the answer with a header block, behind everything that waits. */
  end(block: Buffer): void {
    if (this.isLocalClosed || this.endBlock !== null) return;
    this.endBlock = block;
    if (this.queue.length === 0) this.finish();
  }

  /** A whole answer. */
  answer(head: Buffer, bytes: Buffer, end: Buffer): void {
    const { flow } = this.host;
    this.headers(head);
    if (bytes.length <= flow.allowance(this) && !this.isLocalClosed) {
      flow.use(this, bytes.length);
      flow.output.data(this.id, bytes, 0, bytes.length);
      this.endBlock = end;
      this.finish();
    } else {
      this.data(bytes);
      this.end(end);
    }
  }

  /** Gives up: the client is told the reason and nothing that waits is sent. */
  reset(code: number): void {
    if (!this.isLocalClosed) this.host.resetStream(this, code);
  }

  /** Sends what waits, as far as the client lets us. */
  sendQueued(): void {
    const { flow } = this.host;
    while (this.queue.length > 0) {
      const first = this.queue[0]!;
      const { bytes, at } = first;
      const length = Math.min(bytes.length - at, flow.allowance(this));
      if (length === 0 && bytes.length > 0) {
        flow.wait(this);
        return;
      }
      flow.use(this, length);
      flow.output.data(this.id, bytes, at, at + length);
      this.queuedBytes -= length;
      flow.queuedBytes -= length;
      first.at += length;
      if (first.at < bytes.length) continue;
      this.queue.shift();
      if (first.left) flow.output.whenLeft(first.left);
    }
    if (this.endBlock !== null) this.finish();
  }

  /** Forgets what waits: the stream or its connection has gone. */
  drop(): void {
    const { flow } = this.host;
    flow.queuedBytes -= this.queuedBytes;
    flow.forget(this);
    this.queue = [];
    this.queuedBytes = 0;
    this.isLocalClosed = true;
  }

  private finish(): void {
    const { flow } = this.host;
    flow.output.headers(FLAG.END_STREAM, this.id, this.endBlock!);
    flow.forget(this);
    this.isLocalClosed = true;
    this.host.sent(this);
  }
}
