import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dispatch, type HttpAnswer, type HttpRequest, type Route } from './router.ts';

/** A port that answers HTTP. */
export interface HttpPort {
  /** `host:port`. */
  readonly address: string;
  readonly portNumber: number;
  /** Ends every open connection and lets the port go. */
  close(): Promise<void>;
}

/** Where to listen and what to serve. */
export interface HttpOptions {
  readonly host: string;
  /** Zero takes a free port. */
  readonly portNumber: number;
  readonly routes: readonly Route[];
}

/**
 * Bytes of a body that are taken, as Zeebe's.
 * Source: Spring's `spring.codec.max-in-memory-size`, which Zeebe leaves at its default.
 */
const MAX_BODY_BYTES = 262_144;

/** Opens the port. Failure: it is taken or forbidden; the promise rejects with a system error. */
export async function startHttpServer(options: HttpOptions): Promise<HttpPort> {
  const { host, routes } = options;
  const server = createServer((message, response) => {
    serve(routes, message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.portNumber, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `${host}:${port}`,
    portNumber: port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  routes: readonly Route[],
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.sendDate = false;
  const answer = await dispatch(routes, requestOf(message));
  const body = Buffer.from(answer.body ?? '');
  response.writeHead(answer.status, headersOf(answer, body.length));
  response.end(message.method === 'HEAD' ? undefined : body);
}

/** An answer without content says so by its length, except where its status says it already. */
function headersOf({ status, headers }: HttpAnswer, length: number): Record<string, string> {
  return status === 204 ? { ...headers } : { ...headers, 'Content-Length': String(length) };
}

function requestOf(message: IncomingMessage): HttpRequest {
  const { headers, method = 'GET', url = '/' } = message;
  const end = url.search(/[?#]/);
  const length = headers['content-length']?.trim() ?? '';
  return {
    method,
    path: end < 0 ? url : url.slice(0, end),
    contentType: headers['content-type'],
    accept: headers.accept,
    host: headers.host ?? '',
    hasBody: headers['transfer-encoding'] !== undefined || (length !== '' && length !== '0'),
    body: () => readBody(message),
  };
}

/** The body's text, or null when it is longer than is taken; the rest is then read and dropped. */
async function readBody(message: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}
