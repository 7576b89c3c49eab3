import type { Server } from '@grpc/grpc-js';
import type { ServerHttp2Session } from 'node:http2';
import { http2Servers } from './grpc-internals.ts';

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
  for (const bound of http2Servers(server)) bound.prependListener('session', linger);
}

/** Node closes a session without a callback on GOAWAY only; grpc-js always gives one. */
function linger(session: ServerHttp2Session): void {
  const close = session.close.bind(session);
  session.close = (callback) => {
    if (callback) close(callback);
    else setTimeout(close, LINGER_MS).unref();
  };
}
