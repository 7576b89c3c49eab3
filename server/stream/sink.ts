import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';

/** Where the sink listens and what it does with records. */
export interface SinkOptions {
  readonly port: number;
  readonly host: string;
  /** Password of basic authentication, or a bearer token; null: nobody is asked. */
  readonly token: string | null;
  /** Stores records; resolves when they are in the store. */
  readonly ingest: (lines: readonly string[]) => Promise<number>;
  readonly log: Logger;
}

/** A sink that listens. */
export interface Sink {
  readonly port: number;
  close(): Promise<void>;
}

/** Largest body of one bulk, the exporter's default limit of 10 MB with room. Unit: bytes. */
const MAX_BODY_BYTES = 64 * 1_048_576;
/** Bulks worked on at a time: one per partition of a large cluster. More are told to come again. */
const MAX_BULKS = 64;

/**
 * Opens the endpoint that Zeebe's stock Elasticsearch exporter posts to: it takes the template
 * calls, reads each bulk line by line, and answers after the records are in the store, so that the
 * exporter's acknowledged position never runs ahead. When storing fails it answers 503, and the
 * exporter sends the same again.
 * Source: Zeebe `exporters/elasticsearch-exporter/.../ElasticsearchClient.java`.
 */
export async function openSink(options: SinkOptions): Promise<Sink> {
  let bulks = 0;
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    response.setHeader('X-Elastic-Product', 'Elasticsearch');
    if (!allowed(request, options.token)) {
      request.resume();
      response.setHeader('WWW-Authenticate', 'Basic realm="sink"');
      return answer(response, 401, { error: 'authentication required' });
    }
    if (request.method === 'POST' && path.endsWith('/_bulk')) {
      if (bulks >= MAX_BULKS) return answer(response, 429, { error: 'too many bulks' });
      bulks += 1;
      void bulk(request, response, options).finally(() => {
        bulks -= 1;
      });
      return;
    }
    request.resume();
    if (request.method === 'GET' && path === '/') {
      const version = { number: '8.13.0' };
      return answer(response, 200, { version, tagline: 'You Know, for Search' });
    }
    if (request.method === 'PUT') return answer(response, 200, { acknowledged: true });
    return answer(response, 404, { error: 'not here' });
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bulk(
  request: IncomingMessage,
  response: ServerResponse,
  options: SinkOptions,
): Promise<void> {
  try {
    const read = await readBulk(request);
    if (read === undefined) return answer(response, 413, { error: 'bulk too large' });
    if (read.lines.length > 0) await options.ingest(read.lines);
    const items = read.actions.map(({ _index, _id }) => ({ index: { _index, _id, status: 201 } }));
    answer(response, 200, { took: 1, errors: false, items });
  } catch (error) {
    const wrong = error instanceof SyntaxError || error instanceof TypeError;
    options.log.error({ err: error }, wrong ? 'bulk is not readable' : 'bulk not stored');
    answer(response, wrong ? 400 : 503, { error: wrong ? 'not readable' : 'not stored' });
  }
}

interface Bulk {
  readonly actions: { _index: string; _id: string }[];
  readonly lines: string[];
}

/** Action and source lines in turn; `undefined` when the body is over the limit. */
async function readBulk(request: IncomingMessage): Promise<Bulk | undefined> {
  const read: Bulk = { actions: [], lines: [] };
  let bytes = 0;
  let action = true;
  for await (const line of createInterface({ input: request, crlfDelay: Infinity })) {
    bytes += line.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    if (line === '') continue;
    if (action) {
      const { index } = JSON.parse(line) as { index?: { _index?: string; _id?: string } };
      if (!index) throw new TypeError('only index actions are taken');
      read.actions.push({ _index: index._index ?? '', _id: index._id ?? '' });
    } else {
      read.lines.push(line);
    }
    action = !action;
  }
  return read;
}

function allowed(request: IncomingMessage, token: string | null): boolean {
  if (token === null) return true;
  const [scheme = '', given = ''] = (request.headers.authorization ?? '').split(' ');
  const text =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(given, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : given;
  const [left, right] = [Buffer.from(text), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(body));
}
