import { constants, type Http2Server, type ServerHttp2Session } from 'node:http2';

/**
 * ms between two pings of a client that has calls open.
 * Source: zeebe/gateway, `NetworkCfg`, minKeepAliveInterval.
 */
const WITH_CALLS_MS = 30_000;
/** ms between two pings of a client without. Source: grpc-java, `KeepAliveEnforcer`. */
const WITHOUT_CALLS_MS = 2 * 60 * 60 * 1000;
/** Pings too early that are forgiven. */
const STRIKES = 2;
/** Bytes that the acknowledgements of two pings take; more was written: there was an answer. */
const ACKNOWLEDGED_BYTES = 34;

/**
 * Ends connections whose client pings too often: with GOAWAY `ENHANCE_YOUR_CALM` and the words
 * `too_many_pings`, which clients of gRPC understand. What is written to the client in between
 * makes good what was too early.
 * Source: grpc-java, `KeepAliveEnforcer.java`, with Zeebe's settings.
 */
export function guardPings(server: Http2Server): void {
  server.on('session', (session) => guard(session));
}

function guard(session: ServerHttp2Session): void {
  const began = Date.now();
  let lastValid = began;
  let strikes = 0;
  let openCalls = 0;
  let written = 0;
  session.on('stream', (stream) => {
    openCalls += 1;
    stream.once('close', () => (openCalls -= 1));
  });
  session.on('ping', () => {
    const now = Date.now();
    const total = session.socket?.bytesWritten ?? 0;
    if (total - written > ACKNOWLEDGED_BYTES) {
      strikes = 0;
      lastValid = began;
    }
    written = total;
    if (now >= lastValid + (openCalls > 0 ? WITH_CALLS_MS : WITHOUT_CALLS_MS)) lastValid = now;
    else if (++strikes > STRIKES) endCalmly(session);
  });
}

function endCalmly(session: ServerHttp2Session): void {
  if (session.destroyed) return;
  const { NGHTTP2_ENHANCE_YOUR_CALM: code } = constants;
  session.goaway(code, 0, Buffer.from('too_many_pings'));
  setImmediate(() => session.destroy());
}
