import { createServer, type AddressInfo, type Server } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Connection, type ConnectionOptions } from './connection.ts';

/** How often connections are looked at. */
const CHECK_MS = 5_000;
/** ms that calls have to end by themselves when the server closes. */
const FAREWELL_MS = 100;

/** A server of HTTP/2 without TLS that listens. */
export interface Http2Server {
  readonly portNumber: number;
  /**
   * Says goodbye, so that clients open another connection for what they ask next and get the
   * answers on their way; then ends what is still open.
   */
  close(): Promise<void>;
}

/** Where to listen. */
export interface ListenOptions extends ConnectionOptions {
  readonly host: string;
  /** Zero takes a free port. */
  readonly portNumber: number;
}

/**
 * Opens the port. Failure: it is taken or forbidden; the promise rejects with the system's error.
 */
export async function startHttp2Server(options: ListenOptions): Promise<Http2Server> {
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    const connection = new Connection(socket, options);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  await listen(server, options);
  const checks = setInterval(() => {
    const nowMs = performance.now();
    for (const connection of connections) connection.check(nowMs);
  }, CHECK_MS).unref();
  return {
    portNumber: (server.address() as AddressInfo).port,
    close: () => {
      clearInterval(checks);
      return shutDown(server, connections);
    },
  };
}

function listen(server: Server, { host, portNumber }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(portNumber, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function shutDown(server: Server, connections: ReadonlySet<Connection>): Promise<void> {
  return new Promise((resolve) => {
    const hard = setTimeout(() => {
      for (const connection of connections) connection.destroy();
    }, FAREWELL_MS);
    server.close(() => {
      clearTimeout(hard);
      resolve();
    });
    for (const connection of connections) connection.close();
  });
}
