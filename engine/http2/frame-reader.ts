import { HeaderBlock } from './header-block.ts';
import { headerBlock } from './header-encoder.ts';
import { HeadReader } from './head-reader.ts';
import { HTTP2_LIMITS } from './limits.ts';
import { ConnectionFault, ERROR, FLAG, FRAME, MAX_WINDOW } from './protocol.ts';
import { Rate } from './rate.ts';
import { connectionWindow } from './receive-window.ts';
import type { RequestHead } from './request-head.ts';
import type { RequestTaker, Session } from './session.ts';
import type { Http2Stream } from './stream.ts';

/** What a connection does with frames that concern all of it. */
export interface ConnectionFrames {
  /** @throws ConnectionFault when it is no acknowledgement and too many have come. */
  settings(flags: number, bytes: Buffer, start: number, end: number): void;
  /** @throws ConnectionFault when too many have come. */
  ping(flags: number, payload: Buffer): void;
}

const TOO_LARGE = headerBlock([[':status', '431']]);
const PRIORITY_BYTES = 5;

/**
 * Takes the frames of one connection and does what they mean.
 * Source: RFC 9113, 5 and 6.
 */
export class FrameReader {
  private readonly session: Session;
  private readonly frames: ConnectionFrames;
  private readonly request: RequestTaker;
  private readonly heads = new HeadReader();
  private readonly block = new HeaderBlock();
  private readonly window = connectionWindow(HTTP2_LIMITS.connectionWindowBytes);
  private readonly resets = new Rate(HTTP2_LIMITS.resets);
  private readonly idleFrames = new Rate(HTTP2_LIMITS.idleFrames);

  constructor(session: Session, frames: ConnectionFrames, request: RequestTaker) {
    this.session = session;
    this.frames = frames;
    this.request = request;
    this.giveWindow();
  }

  /** @throws ConnectionFault when the connection cannot go on. */
  readonly take = (
    kind: number,
    flags: number,
    streamId: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void => {
    if (this.block.streamId !== 0 && kind !== FRAME.CONTINUATION) {
      throw protocolError('headers that do not end');
    }
    if (kind === FRAME.DATA) this.data(flags, streamId, bytes, start, end);
    else if (kind === FRAME.HEADERS) this.headers(flags, streamId, bytes, start, end);
    else if (kind === FRAME.WINDOW_UPDATE) this.windowUpdate(streamId, bytes, start, end);
    else this.takeRare(kind, flags, streamId, bytes, start, end);
  };

  private takeRare(
    kind: number,
    flags: number,
    streamId: number,
    bytes: Buffer,
    start: number,
    end: number,
  ): void {
    const isOfConnection = kind === FRAME.SETTINGS || kind === FRAME.PING || kind === FRAME.GOAWAY;
    if (isOfConnection && streamId !== 0) throw protocolError('not of a stream');
    switch (kind) {
      case FRAME.RST_STREAM:
        return this.rstStream(streamId, end - start);
      case FRAME.SETTINGS:
        return this.frames.settings(flags, bytes, start, end);
      case FRAME.PING:
        expectLength(end - start, 8);
        return this.frames.ping(flags, bytes.subarray(start, end));
      case FRAME.CONTINUATION: {
        const { endsStream } = this.block;
        const whole = this.block.add(streamId, flags, bytes.subarray(start, end));
        return whole ? this.wholeBlock(streamId, endsStream, whole, 0, whole.length) : undefined;
      }
      case FRAME.PRIORITY:
        this.countIdle();
        return this.priority(streamId, bytes, start, end);
      case FRAME.PUSH_PROMISE:
        throw protocolError('a push by the client');
      case FRAME.GOAWAY:
        // Forbids only pushes; what the client still asks for is served.
        if (end - start < 8) throw new ConnectionFault(ERROR.FRAME_SIZE_ERROR, 'no goodbye');
        return;
      default:
        this.countIdle();
    }
  }

  private data(flags: number, streamId: number, bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    const stream = this.session.streams.get(streamId);
    if (!this.window.take(length)) throw flowError();
    this.giveWindow();
    let [from, to] = [start, end];
    if ((flags & FLAG.PADDED) !== 0) [from, to] = unpadded(bytes, start, end);
    if (stream === undefined || stream.isRemoteClosed) return this.dataOfNone(streamId);
    if (!stream.received.take(length)) return stream.reset(ERROR.FLOW_CONTROL_ERROR);
    const isEnd = (flags & FLAG.END_STREAM) !== 0;
    if (from === to && !isEnd) this.countIdle();
    if (stream.bodyLeftBytes >= 0) {
      stream.bodyLeftBytes -= to - from;
      const isWrong = stream.bodyLeftBytes < 0 || (isEnd && stream.bodyLeftBytes > 0);
      if (isWrong) return this.session.resetStream(stream, ERROR.PROTOCOL_ERROR);
    }
    if (to > from && !stream.isLocalClosed) stream.receiver?.received(bytes, from, to);
    if (isEnd) return this.endOf(stream);
    const back = stream.isLocalClosed ? 0 : stream.received.give();
    if (back > 0) this.session.output.numberFrame(FRAME.WINDOW_UPDATE, streamId, back);
  }

  private endOf(stream: Http2Stream): void {
    if (this.session.streams.get(stream.id) !== stream) return;
    this.session.received(stream);
    if (!stream.isLocalClosed) stream.receiver?.receivedAll();
  }

  private dataOfNone(streamId: number): void {
    const { session } = this;
    if (this.isIdle(streamId)) throw protocolError('data of no stream');
    if (session.isLeftOver(streamId)) return;
    const stream = session.streams.get(streamId);
    if (!this.resets.allows()) throw tooMuch();
    if (stream) session.resetStream(stream, ERROR.STREAM_CLOSED);
    else session.tellReset(streamId, ERROR.STREAM_CLOSED);
  }

  private headers(flags: number, id: number, bytes: Buffer, start: number, end: number): void {
    if (id % 2 === 0) throw protocolError('no stream of a client');
    let [from, to] = [start, end];
    if ((flags & FLAG.PADDED) !== 0) [from, to] = unpadded(bytes, start, end);
    if ((flags & FLAG.PRIORITY) !== 0) {
      if (to - from < PRIORITY_BYTES) throw protocolError('no priority');
      if ((bytes.readUInt32BE(from) & 0x7fffffff) === id) throw protocolError('rests on itself');
      from += PRIORITY_BYTES;
    }
    const isEnd = (flags & FLAG.END_STREAM) !== 0;
    if ((flags & FLAG.END_HEADERS) !== 0) this.wholeBlock(id, isEnd, bytes, from, to);
    else this.block.begin(id, isEnd, bytes.subarray(from, to));
  }

  private wholeBlock(id: number, isEnd: boolean, bytes: Buffer, from: number, to: number): void {
    const { session } = this;
    const head = this.heads.read(bytes, from, to);
    const stream = session.streams.get(id);
    if (stream) return this.trailers(stream, isEnd, head);
    if (id <= session.lastStreamId) {
      if (session.isLeftOver(id)) return;
      throw new ConnectionFault(ERROR.STREAM_CLOSED, 'headers of a closed stream');
    }
    session.lastStreamId = id;
    if (id > session.lastServedId) return;
    if (!head.isRequest && !head.isTooLarge) return this.refuse(id, ERROR.PROTOCOL_ERROR);
    const isFull = session.streams.size >= HTTP2_LIMITS.maxStreams;
    if (isFull) return this.refuse(id, ERROR.REFUSED_STREAM);
    const opened = session.open(id);
    opened.isRemoteClosed = isEnd;
    if (head.isTooLarge) return opened.end(TOO_LARGE);
    const length = head.value('content-length');
    if (length !== '') {
      opened.bodyLeftBytes = Number(length);
      const isWrong = !/^\d{1,15}$/.test(length) || (isEnd && length !== '0');
      if (isWrong) return session.resetStream(opened, ERROR.PROTOCOL_ERROR);
    }
    opened.receiver = this.request(opened, head);
    if (isEnd && !opened.isLocalClosed) opened.receiver.receivedAll();
  }

  /** Headers behind the body: of no interest, but they must be in order. */
  private trailers(stream: Http2Stream, isEnd: boolean, head: RequestHead): void {
    if (stream.isRemoteClosed) return stream.reset(ERROR.STREAM_CLOSED);
    const isWrong = !isEnd || !head.isTrailer || stream.bodyLeftBytes > 0;
    if (isWrong) this.session.resetStream(stream, ERROR.PROTOCOL_ERROR);
    else this.endOf(stream);
  }

  private refuse(id: number, code: number): void {
    if (!this.resets.allows()) throw tooMuch();
    this.session.tellReset(id, code);
  }

  private rstStream(streamId: number, length: number): void {
    expectLength(length, 4);
    if (this.isIdle(streamId)) throw protocolError('a reset of no stream');
    const stream = this.session.streams.get(streamId);
    if (!this.resets.allows()) throw tooMuch();
    if (stream) this.session.canceled(stream);
  }

  private windowUpdate(streamId: number, bytes: Buffer, start: number, end: number): void {
    expectLength(end - start, 4);
    const increment = bytes.readUInt32BE(start) & 0x7fffffff;
    if (streamId === 0) {
      if (increment === 0) throw protocolError('no more window');
      return this.session.flow.widen(increment);
    }
    if (this.isIdle(streamId)) throw protocolError('a window of no stream');
    const stream = this.session.streams.get(streamId);
    if (stream === undefined) return;
    if (increment === 0) return this.session.resetStream(stream, ERROR.PROTOCOL_ERROR);
    stream.windowBytes += increment;
    if (stream.windowBytes > MAX_WINDOW) {
      return this.session.resetStream(stream, ERROR.FLOW_CONTROL_ERROR);
    }
    stream.sendQueued();
  }

  private priority(streamId: number, bytes: Buffer, start: number, end: number): void {
    if (streamId === 0) throw protocolError('a priority of no stream');
    expectLength(end - start, PRIORITY_BYTES);
    const isOnItself = (bytes.readUInt32BE(start) & 0x7fffffff) === streamId;
    if (isOnItself) throw protocolError('rests on itself');
  }

  /** Nobody has opened it yet. */
  private isIdle(streamId: number): boolean {
    return streamId % 2 === 0 || streamId > this.session.lastStreamId;
  }

  private giveWindow(): void {
    const back = this.window.give();
    if (back > 0) this.session.output.numberFrame(FRAME.WINDOW_UPDATE, 0, back);
  }

  private countIdle(): void {
    if (!this.idleFrames.allows()) throw tooMuch();
  }
}

/** Source: RFC 9113, 6.1. */
function unpadded(bytes: Buffer, start: number, end: number): [number, number] {
  const padding = start < end ? bytes[start]! : 0;
  if (start + 1 + padding > end) throw protocolError('more padding than frame');
  return [start + 1, end - padding];
}

function expectLength(length: number, expected: number): void {
  if (length !== expected) throw new ConnectionFault(ERROR.FRAME_SIZE_ERROR, 'not its size');
}

function protocolError(text: string): ConnectionFault {
  return new ConnectionFault(ERROR.PROTOCOL_ERROR, text);
}

function flowError(): ConnectionFault {
  return new ConnectionFault(ERROR.FLOW_CONTROL_ERROR, 'more than the window allows');
}

function tooMuch(): ConnectionFault {
  return new ConnectionFault(ERROR.ENHANCE_YOUR_CALM, 'too much of nothing');
}
