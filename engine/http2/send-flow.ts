import { HTTP2_LIMITS } from './limits.ts';
import type { Output } from './output.ts';
import type { PeerSettings } from './peer-settings.ts';
import { ConnectionFault, DEFAULT_WINDOW, ERROR, MAX_WINDOW } from './protocol.ts';
import type { Http2Stream } from './stream.ts';

/**
 * What the streams of a connection may send: the client's window for all of them together, and
 * what the socket takes without piling up. Those that wait take turns.
 * Source: RFC 9113, 5.2.
 */
export class SendFlow {
  readonly output: Output;
  private readonly settings: PeerSettings;
  private windowBytes = DEFAULT_WINDOW;
  /** Streams that have something to send and only wait for the connection. */
  private readonly waiting = new Set<Http2Stream>();
  /** Bytes that wait in streams. */
  queuedBytes = 0;

  constructor(output: Output, settings: PeerSettings) {
    this.output = output;
    this.settings = settings;
  }

  /** Bytes that a stream may send in one frame now. */
  allowance(stream: Http2Stream): number {
    if (this.isFull()) return 0;
    const { maxFrameBytes } = this.settings;
    return Math.max(0, Math.min(stream.windowBytes, this.windowBytes, maxFrameBytes));
  }

  /** Counts what a stream has sent. */
  use(stream: Http2Stream, bytes: number): void {
    this.windowBytes -= bytes;
    stream.windowBytes -= bytes;
  }

  /** A stream waits for the connection; one that waits for its own window need not say so. */
  wait(stream: Http2Stream): void {
    if (stream.windowBytes > 0) this.waiting.add(stream);
  }

  /** A stream has nothing to send any more. */
  forget(stream: Http2Stream): void {
    this.waiting.delete(stream);
  }

  /** @throws ConnectionFault when the window becomes larger than windows are. */
  widen(bytes: number): void {
    this.windowBytes += bytes;
    if (this.windowBytes > MAX_WINDOW) {
      throw new ConnectionFault(ERROR.FLOW_CONTROL_ERROR, 'too large a window');
    }
    this.pump();
  }

  /** Sends what can be sent. */
  pump(): void {
    for (const stream of this.waiting) {
      if (this.windowBytes < 1 || this.isFull()) return;
      this.waiting.delete(stream);
      // One that has more to send goes to the end, so this loop comes back to it.
      stream.sendQueued();
    }
  }

  private isFull(): boolean {
    return this.output.backlogBytes >= HTTP2_LIMITS.socketBacklogBytes;
  }
}
