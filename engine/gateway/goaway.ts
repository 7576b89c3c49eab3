import type { Server } from '@grpc/grpc-js';
import type { Http2Server, ServerHttp2Session } from 'node:http2';

/**
 * How long a session stays open for requests behind its client's GOAWAY. What the client had
 * queued is on its way already, so this is the time of one slow network hop.
 */
const LINGER_MS = 1_000;

/**
 * Serves what arrives behind a client's GOAWAY, as Zeebe's netty does. A client that closes its
 * channel sends GOAWAY before the requests it has just queued; Node's HTTP/2 refuses those, and
 * grpc-js 1.9, zeebe-node's own, then retries without end and without letting anything else run.
 * The GOAWAY of a client forbids only pushes, so nothing is refused by right. grpc-js has no hook
 * for sessions; call this after the server has bound its ports.
 * Source: RFC 9113, 6.8.
 */
export function serveBehindGoaway(server: Server): void {
  const bound: unknown = Reflect.get(server, 'http2Servers');
  if (!(bound instanceof Map)) throw new Error('grpc-js keeps its HTTP/2 servers elsewhere');
  for (const http2Server of bound.keys() as Iterable<Http2Server>) {
    http2Server.prependListener('session', linger);
  }
}

/** Node closes a session without a callback on GOAWAY only; grpc-js always gives one. */
function linger(session: ServerHttp2Session): void {
  const close = session.close.bind(session);
  session.close = (callback) => {
    if (callback) close(callback);
    else setTimeout(close, LINGER_MS).unref();
  };
}
