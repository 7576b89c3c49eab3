import { startHttp2Server, type Http2Server } from '../http2/http2-server.ts';
import type { RequestHead } from '../http2/request-head.ts';
import type { Http2Stream, StreamReceiver } from '../http2/stream.ts';
import { httpBlock, statusBlock } from './blocks.ts';
import { GrpcCall } from './call.ts';
import { Deadlines } from './deadlines.ts';
import { ENCODINGS, MessageReader, type Budget } from './message-reader.ts';
import type { GrpcMethod, Handlers, ServiceCodec } from './service.ts';
import { status, type GrpcStatus } from './status.ts';
import { timeoutMs } from './timeout.ts';

/** Where to listen and what to serve. */
export interface GrpcServerOptions {
  readonly host: string;
  /** Zero takes a free port. */
  readonly portNumber: number;
  /** The largest message of a request. */
  readonly maxMessageBytes: number;
  readonly methods: readonly GrpcMethod[];
}

/** How long a connection may be silent before it is tried. Source: grpc-java's defaults. */
const KEEP_ALIVE_MS = 2 * 60 * 60 * 1000;
const KEEP_ALIVE_TIMEOUT_MS = 20_000;

/** Source: zeebe/gateway, `NetworkCfg`, minKeepAliveInterval; grpc-java, `KeepAliveEnforcer`. */
const PING_RULES = { withCallsMs: 30_000, withoutCallsMs: 2 * 60 * 60 * 1000, strikes: 2 };

/** Bytes of unfinished requests of all clients together. */
const UNFINISHED_BYTES = 256 * 1024 * 1024;

const NO_METHOD = httpBlock(405, 'allow', 'POST');
const NO_GRPC = httpBlock(415);

/** Ties codecs to what serves them. */
export function grpcMethods(service: ServiceCodec, handlers: Handlers): GrpcMethod[] {
  return Object.entries(service).map(([name, codec]) => {
    const handle = handlers[name];
    if (!handle) throw new Error(`nothing serves ${codec.path}`);
    return { codec, handle: handle as GrpcMethod['handle'] };
  });
}

/**
 * Serves methods of gRPC without TLS.
 * Failure: the port is taken or forbidden; the promise rejects with the system's error.
 * Source: grpc/grpc `PROTOCOL-HTTP2.md`.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<Http2Server> {
  const desk = new Desk(options);
  const server = await startHttp2Server({
    host: options.host,
    portNumber: options.portNumber,
    request: (stream, head) => desk.receive(stream, head),
    pings: PING_RULES,
    keepAliveMs: KEEP_ALIVE_MS,
    keepAliveTimeoutMs: KEEP_ALIVE_TIMEOUT_MS,
  });
  return {
    portNumber: server.portNumber,
    close: async () => {
      await server.close();
      desk.close();
    },
  };
}

/** Where calls come in. */
class Desk {
  private readonly methods: ReadonlyMap<string, GrpcMethod>;
  private readonly deadlines = new Deadlines();
  private readonly budget: Budget = { leftBytes: UNFINISHED_BYTES };
  private readonly maxMessageBytes: number;

  constructor({ methods, maxMessageBytes }: GrpcServerOptions) {
    this.methods = new Map(methods.map((method) => [method.codec.path, method]));
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Takes a call. Failures, in order: not gRPC (in the words of HTTP); no such method; compressed
   * in a way that we do not know.
   */
  receive(stream: Http2Stream, head: RequestHead): StreamReceiver {
    const path = head.value(':path');
    const noCall = notGrpc(head);
    if (noCall) return { ...NOBODY, receivedAll: () => stream.end(noCall) };
    const method = this.methods.get(path);
    if (!method || !isKnown(head.value('grpc-encoding'))) {
      stream.end(statusBlock(method ? unknownEncoding(head) : unknownMethod(path), true));
      return NOBODY;
    }
    const reader = new MessageReader(
      head.value('grpc-encoding'),
      this.maxMessageBytes,
      this.budget,
    );
    const call = new GrpcCall(stream, method, reader);
    const limitMs = timeoutMs(head.value('grpc-timeout'));
    if (limitMs !== null) call.waitIn(this.deadlines.add(call, limitMs));
    return call;
  }

  close(): void {
    this.deadlines.close();
  }
}

/** The answer to what is no call; it has no hurry and may wait for the body. */
function notGrpc(head: RequestHead): Buffer | null {
  if (head.value(':method') !== 'POST') return NO_METHOD;
  return head.value('content-type').startsWith('application/grpc') ? null : NO_GRPC;
}

function isKnown(encoding: string): boolean {
  return encoding === '' || ENCODINGS.includes(encoding);
}

function unknownMethod(path: string): GrpcStatus {
  const details = `Method not found: ${path.replace(/^\//, '')}`;
  return { code: status.UNIMPLEMENTED, details };
}

function unknownEncoding(head: RequestHead): GrpcStatus {
  const details = `Can't find decompressor for ${head.value('grpc-encoding')}`;
  const trailers = [['grpc-accept-encoding', ENCODINGS.join(',')]] as const;
  return { code: status.UNIMPLEMENTED, details, trailers };
}

/** Takes the rest of a request that has been refused. */
const NOBODY: StreamReceiver = {
  received: () => undefined,
  receivedAll: () => undefined,
  canceled: () => undefined,
};
