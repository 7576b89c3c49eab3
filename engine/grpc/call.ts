import type { Http2Stream, StreamReceiver } from '../http2/stream.ts';
import { HEAD_BLOCK, OK_BLOCK, statusBlock } from './blocks.ts';
import type { Bucket, Expiring } from './deadlines.ts';
import { UNREADABLE, type MessageReader } from './message-reader.ts';
import type { GrpcMethod } from './service.ts';
import { status, type GrpcStatus } from './status.ts';

/** What a handler sees of a call. What it answers to one that has ended is passed over. */
export interface ServerCall<Request> {
  readonly request: Request;
  /** Answers with one message. */
  answer(message: object): void;
  /** Sends one of several messages; `left` is called when it has left, if it can. */
  write(message: object, left?: () => void): void;
  /** Ends the answer. */
  end(): void;
  /** Ends the call with another status than OK. */
  refuse(refusal: GrpcStatus): void;
  /** Tells the client that the call has begun. */
  sendHeaders(): void;
  /** Calls back when the client has given up, has gone, or its time is up. */
  whenCanceled(listener: () => void): void;
}

/** One call, from its headers to its status. */
export class GrpcCall implements ServerCall<unknown>, StreamReceiver, Expiring {
  request: unknown = undefined;
  private readonly stream: Http2Stream;
  private readonly method: GrpcMethod;
  private readonly reader: MessageReader;
  private bucket: Bucket | null = null;
  private isOpen = true;
  private hasBegun = false;
  private readonly listeners: (() => void)[] = [];

  constructor(stream: Http2Stream, method: GrpcMethod, reader: MessageReader) {
    this.stream = stream;
    this.method = method;
    this.reader = reader;
  }

  /** Gives the call a deadline. */
  waitIn(bucket: Bucket): void {
    this.bucket = bucket;
  }

  received(bytes: Buffer, start: number, end: number): void {
    if (!this.isOpen) return;
    const message = this.reader.take(bytes, start, end);
    if (message === null) return;
    if (!Buffer.isBuffer(message)) {
      this.refuse(message);
      return;
    }
    try {
      this.request = this.method.codec.requestDeserialize(message);
    } catch {
      this.refuse(UNREADABLE);
    }
  }

  receivedAll(): void {
    if (!this.isOpen) return;
    if (this.request === undefined) {
      this.refuse(NO_REQUEST);
      return;
    }
    try {
      this.method.handle(this);
    } catch {
      this.refuse(UNREADABLE);
    }
  }

  canceled(): void {
    if (this.isOpen) this.close();
    for (const listener of this.listeners.splice(0)) listener();
  }

  expire(): void {
    this.refuse(TIME_IS_UP);
    this.canceled();
  }

  answer(message: object): void {
    if (!this.isOpen) return;
    this.close();
    this.stream.answer(HEAD_BLOCK, this.method.codec.responseFrame(message), OK_BLOCK);
  }

  write(message: object, left?: () => void): void {
    if (!this.isOpen) return;
    this.sendHeaders();
    this.stream.data(this.method.codec.responseFrame(message), left);
  }

  end(): void {
    if (!this.isOpen) return;
    this.sendHeaders();
    this.close();
    this.stream.end(OK_BLOCK);
  }

  refuse(refusal: GrpcStatus): void {
    if (!this.isOpen) return;
    this.close();
    this.stream.end(statusBlock(refusal, !this.hasBegun));
  }

  sendHeaders(): void {
    if (this.hasBegun || !this.isOpen) return;
    this.hasBegun = true;
    this.stream.headers(HEAD_BLOCK);
  }

  whenCanceled(listener: () => void): void {
    this.listeners.push(listener);
  }

  private close(): void {
    this.isOpen = false;
    this.bucket?.delete(this);
    this.reader.drop();
  }
}

/** In grpc-java's words. */
const NO_REQUEST: GrpcStatus = {
  code: status.INTERNAL,
  details: 'Half-closed without a request',
};

const TIME_IS_UP: GrpcStatus = { code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded' };
