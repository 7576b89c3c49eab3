import type { ServerCall } from './call.ts';

/** How the messages of a method are written. */
export interface MethodCodec {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly requestStream: false;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: object) => Buffer;
  /** May look at the bytes during the call only; throws for what is no such message. */
  readonly requestDeserialize: (bytes: Buffer) => object;
  readonly responseSerialize: (message: object) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => object;
  /** The answer behind the head of its message. */
  readonly responseFrame: (message: object) => Buffer;
}

/** The methods of a service by their names. */
export type ServiceCodec = Readonly<Record<string, MethodCodec>>;

/** Serves a call: once the request is there, whole. */
export type Handler<Request> = (call: ServerCall<Request>) => void;

/** What serves the methods of a service, by their names. */
export type Handlers = Readonly<Record<string, Handler<never>>>;

/** A method that is served. */
export interface GrpcMethod {
  readonly codec: MethodCodec;
  readonly handle: Handler<unknown>;
}
