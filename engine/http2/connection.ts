import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { FrameReader } from './frame-reader.ts';
import { FrameSplitter } from './frame-splitter.ts';
import { HTTP2_LIMITS } from './limits.ts';
import { Output } from './output.ts';
import { PingGuard, type PingRules } from './ping-guard.ts';
import { ConnectionFault, ERROR, FLAG, FRAME, PREFACE, SETTING } from './protocol.ts';
import { Rate } from './rate.ts';
import { Session, type RequestTaker } from './session.ts';

/** What a server asks of its connections. */
export interface ConnectionOptions {
  readonly request: RequestTaker;
  readonly pings: PingRules;
  /** ms of silence after which the client is asked whether it is there. */
  readonly keepAliveMs: number;
  /** ms that it has to answer. */
  readonly keepAliveTimeoutMs: number;
}

const OUR_SETTINGS = settingsPayload([
  [SETTING.MAX_CONCURRENT_STREAMS, HTTP2_LIMITS.maxStreams],
  [SETTING.INITIAL_WINDOW_SIZE, HTTP2_LIMITS.streamWindowBytes],
  [SETTING.MAX_HEADER_LIST_SIZE, HTTP2_LIMITS.maxHeaderListBytes],
]);
const NOTHING = Buffer.alloc(0);
const OUR_PING = Buffer.from('tongqu\0\0', 'latin1');

/** One client's connection, from the preface to the goodbye. */
export class Connection {
  private readonly socket: Socket;
  private readonly options: ConnectionOptions;
  private readonly output: Output;
  private readonly session: Session;
  private readonly splitter: FrameSplitter;
  private readonly pingGuard: PingGuard;
  private readonly settingsRate = new Rate(HTTP2_LIMITS.settings);
  private prefaceBytes = 0;
  private hasSettings = false;
  /** Nothing that comes is looked at any more. */
  private isOver = false;
  private readonly beganMs = performance.now();
  private lastHeardMs = this.beganMs;
  private askedMs = 0;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.socket = socket;
    this.options = options;
    this.output = new Output(socket);
    this.session = new Session(this.output);
    this.output.frame(FRAME.SETTINGS, 0, 0, OUR_SETTINGS);
    const reader = new FrameReader(this.session, this, options.request);
    this.splitter = new FrameSplitter((kind, flags, streamId, bytes, start, end) => {
      if (!this.hasSettings) this.expectSettings(kind, flags);
      reader.take(kind, flags, streamId, bytes, start, end);
    });
    this.pingGuard = new PingGuard(options.pings, HTTP2_LIMITS.pings);
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.read(bytes));
    socket.on('drain', () => this.drained());
    // What is wrong with the socket is followed by its close.
    socket.on('error', () => undefined);
    socket.on('end', () => this.destroy());
    socket.on('close', () => this.session.cancelAll());
  }

  /** Says that nothing more is served, and ends once what is being served is answered. */
  close(): void {
    const { session } = this;
    if (session.lastServedId !== Number.POSITIVE_INFINITY) return;
    this.goaway(ERROR.NO_ERROR, '');
    session.idle = () => this.end();
    if (session.streams.size === 0) this.end();
  }

  /** Ends at once. */
  destroy(): void {
    this.output.flush();
    this.socket.destroy();
  }

  /** Looks whether the client is there; to be called now and then. */
  check(nowMs: number): void {
    const { keepAliveMs, keepAliveTimeoutMs } = this.options;
    if (!this.hasSettings) {
      if (nowMs - this.beganMs > HTTP2_LIMITS.prefaceTimeoutMs) this.destroy();
    } else if (this.askedMs > this.lastHeardMs) {
      if (nowMs - this.askedMs > keepAliveTimeoutMs) this.destroy();
    } else if (nowMs - this.lastHeardMs > keepAliveMs) {
      this.askedMs = nowMs;
      this.output.frame(FRAME.PING, 0, 0, OUR_PING);
    }
  }

  /** A SETTINGS frame. */
  settings(flags: number, bytes: Buffer, start: number, end: number): void {
    if ((flags & FLAG.ACK) !== 0) {
      if (end === start) return;
      throw new ConnectionFault(ERROR.FRAME_SIZE_ERROR, 'an acknowledgement that says more');
    }
    if (!this.settingsRate.allows()) {
      throw new ConnectionFault(ERROR.ENHANCE_YOUR_CALM, 'too many settings');
    }
    const { peer } = this.session;
    const before = peer.initialWindow;
    peer.take(bytes, start, end);
    this.output.frame(FRAME.SETTINGS, FLAG.ACK, 0, NOTHING);
    this.session.adjustWindows(peer.initialWindow - before);
  }

  /** A PING frame. */
  ping(flags: number, payload: Buffer): void {
    if ((flags & FLAG.ACK) !== 0) return;
    const isTooOften = this.pingGuard.isTooOften(
      Date.now(),
      this.session.streams.size > 0,
      this.output.answers,
    );
    if (isTooOften) throw new ConnectionFault(ERROR.ENHANCE_YOUR_CALM, 'too_many_pings');
    this.output.frame(FRAME.PING, FLAG.ACK, 0, payload);
  }

  private read(bytes: Buffer): void {
    if (this.isOver) return;
    this.lastHeardMs = performance.now();
    try {
      const rest = this.prefaceBytes < PREFACE.length ? this.preface(bytes) : bytes;
      if (rest.length > 0) this.splitter.push(rest);
    } catch (error) {
      this.fail(error instanceof ConnectionFault ? error : ownFault(error));
      return;
    }
    const { output, session, socket } = this;
    if (session.flow.queuedBytes > HTTP2_LIMITS.dropAboveBytes) this.destroy();
    else if (output.backlogBytes > HTTP2_LIMITS.pauseAboveBytes) socket.pause();
  }

  /** The rest behind the preface. */
  private preface(bytes: Buffer): Buffer {
    const from = this.prefaceBytes;
    const length = Math.min(bytes.length, PREFACE.length - from);
    if (bytes.compare(PREFACE, from, from + length, 0, length) !== 0) {
      throw new ConnectionFault(ERROR.PROTOCOL_ERROR, 'no HTTP/2');
    }
    this.prefaceBytes += length;
    return bytes.subarray(length);
  }

  private expectSettings(kind: number, flags: number): void {
    if (kind !== FRAME.SETTINGS || (flags & FLAG.ACK) !== 0) {
      throw new ConnectionFault(ERROR.PROTOCOL_ERROR, 'no settings at the start');
    }
    this.hasSettings = true;
  }

  private drained(): void {
    this.session.flow.pump();
    if (this.output.backlogBytes > HTTP2_LIMITS.pauseAboveBytes) return;
    if (this.socket.isPaused()) this.socket.resume();
  }

  private fail({ code, message }: ConnectionFault): void {
    this.isOver = true;
    this.goaway(code, message);
    this.end();
    this.session.cancelAll();
  }

  private goaway(code: number, text: string): void {
    const { session } = this;
    session.lastServedId = session.lastStreamId;
    const said = Buffer.from(text);
    const payload = Buffer.alloc(8 + said.length);
    payload.writeUInt32BE(session.lastStreamId, 0);
    payload.writeUInt32BE(code, 4);
    said.copy(payload, 8);
    this.output.frame(FRAME.GOAWAY, 0, 0, payload);
  }

  /**
   * Behind what is on its way; a client that takes nothing is not waited for. What it still sends
   * is read, or else the system would take back what it has not read.
   */
  private end(): void {
    this.output.flush();
    this.socket.end();
    setTimeout(() => this.socket.destroy(), FAREWELL_MS).unref();
  }
}

/** ms that a client has to take the goodbye. */
const FAREWELL_MS = 1_000;

/** A bug of ours ends the connection on which it shows, and not those of others. */
function ownFault(error: unknown): ConnectionFault {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`a connection had to be ended: ${text}\n`);
  return new ConnectionFault(ERROR.INTERNAL_ERROR, 'a fault of the server');
}

function settingsPayload(settings: readonly (readonly [name: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(settings.length * 6);
  for (const [index, [name, value]] of settings.entries()) {
    payload.writeUInt16BE(name, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  }
  return payload;
}
