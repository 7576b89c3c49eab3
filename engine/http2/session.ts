import { HTTP2_LIMITS } from './limits.ts';
import type { Output } from './output.ts';
import { PeerSettings } from './peer-settings.ts';
import { ConnectionFault, ERROR, FRAME, MAX_WINDOW } from './protocol.ts';
import type { RequestHead } from './request-head.ts';
import { SendFlow } from './send-flow.ts';
import { Http2Stream, type StreamHost, type StreamReceiver } from './stream.ts';

/** Takes a request whose headers have come. */
export type RequestTaker = (stream: Http2Stream, head: RequestHead) => StreamReceiver;

/** The streams of one connection. */
export class Session implements StreamHost {
  readonly output: Output;
  readonly flow: SendFlow;
  readonly peer = new PeerSettings();
  /** Those that are open on either side. */
  readonly streams = new Map<number, Http2Stream>();
  /** The highest that the client has opened. */
  lastStreamId = 0;
  /** Streams above are not served: the client has been told to go. */
  lastServedId = Number.POSITIVE_INFINITY;
  /** Told when the last stream has ended. */
  idle: () => void = () => undefined;
  /** Streams that we have reset: what was on its way is passed over. Oldest first. */
  private readonly resetByUs = new Set<number>();

  constructor(output: Output) {
    this.output = output;
    this.flow = new SendFlow(output, this.peer);
  }

  /** Opens a stream. */
  open(id: number): Http2Stream {
    const stream = new Http2Stream(id, this, this.peer.initialWindow);
    this.streams.set(id, stream);
    return stream;
  }

  /** Whether what comes for a closed stream may be left-overs of before it was reset. */
  isLeftOver(id: number): boolean {
    return this.resetByUs.has(id) || (id > this.lastServedId && id <= this.lastStreamId);
  }

  /** The client sends nothing more on a stream. */
  received(stream: Http2Stream): void {
    stream.isRemoteClosed = true;
    if (stream.isLocalClosed) this.remove(stream);
  }

  sent(stream: Http2Stream): void {
    if (stream.isRemoteClosed) this.remove(stream);
    // The rest of the request is of no interest. Source: RFC 9113, 8.1.
    else this.resetStream(stream, ERROR.NO_ERROR);
  }

  resetStream(stream: Http2Stream, code: number): void {
    const wasOpen = !stream.isLocalClosed;
    this.tellReset(stream.id, code);
    stream.drop();
    this.remove(stream);
    if (wasOpen) stream.receiver?.canceled();
  }

  /** Says that a stream is not served, which need not exist. */
  tellReset(id: number, code: number): void {
    this.output.numberFrame(FRAME.RST_STREAM, id, code);
    this.resetByUs.add(id);
    if (this.resetByUs.size <= HTTP2_LIMITS.rememberedResets) return;
    for (const oldest of this.resetByUs) {
      this.resetByUs.delete(oldest);
      return;
    }
  }

  /** The client has given a stream up. */
  canceled(stream: Http2Stream): void {
    const wasOpen = !stream.isLocalClosed;
    stream.drop();
    this.remove(stream);
    if (wasOpen) stream.receiver?.canceled();
  }

  /** The connection has gone. */
  cancelAll(): void {
    for (const stream of [...this.streams.values()]) this.canceled(stream);
  }

  /**
   * The client lets us send more, or less, on streams that are open.
   * @throws ConnectionFault when a window becomes larger than windows are.
   */
  adjustWindows(changeBytes: number): void {
    if (changeBytes === 0) return;
    for (const stream of this.streams.values()) {
      stream.windowBytes += changeBytes;
      if (stream.windowBytes > MAX_WINDOW) {
        throw new ConnectionFault(ERROR.FLOW_CONTROL_ERROR, 'too large a window');
      }
      if (changeBytes > 0) stream.sendQueued();
    }
  }

  private remove(stream: Http2Stream): void {
    if (this.streams.delete(stream.id) && this.streams.size === 0) this.idle();
  }
}
