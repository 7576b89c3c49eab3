import { constants, createGzip, type Gzip } from 'node:zlib';
import type { Request, RequestHandler, Response } from 'express';

const COMPRESSIBLE =
  /^(text\/(?!event-stream)|application\/(json|problem\+json|javascript|xml)|image\/svg)/;
/** Below this a compressed answer is hardly smaller than the headers. Unit: bytes. */
const WORTH_BYTES = 1024;
/** One below zlib's default: pages are made per person, so each is compressed anew. */
const LEVEL = 5;

type Callback = (error?: Error | null) => void;

/**
 * Compresses HTML, JSON, scripts and styles with gzip as they are sent. Event streams, ranges,
 * `no-transform` answers and answers already encoded go through untouched.
 */
export function compression(): RequestHandler {
  return (request, response, next) => {
    if (accepts(request)) intercept(response);
    next();
  };
}

function accepts(request: Request): boolean {
  return request.method !== 'HEAD' && request.acceptsEncodings('gzip') === 'gzip';
}

function worthIt(response: Response, knownBytes: number | null): boolean {
  const type = String(response.getHeader('content-type') ?? '');
  if (!COMPRESSIBLE.test(type)) return false;
  response.vary('Accept-Encoding');
  const length = Number(response.getHeader('content-length') ?? knownBytes ?? WORTH_BYTES);
  return (
    length >= WORTH_BYTES &&
    response.statusCode !== 204 &&
    response.statusCode !== 206 &&
    response.statusCode !== 304 &&
    !response.hasHeader('content-encoding') &&
    !String(response.getHeader('cache-control') ?? '').includes('no-transform')
  );
}

function intercept(response: Response): void {
  const write = response.write.bind(response) as (chunk: unknown) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => Response;
  let gzip: Gzip | null | undefined;

  const begin = (knownBytes: number | null): Gzip | null => {
    if (gzip !== undefined) return gzip;
    const wanted = !response.headersSent && worthIt(response, knownBytes);
    gzip = wanted ? start(response, write, end) : null;
    return gzip;
  };
  response.write = ((chunk: unknown, encoding?: BufferEncoding | Callback, done?: Callback) => {
    const stream = begin(null);
    const args = [chunk, encoding, done].filter((arg) => arg !== undefined);
    if (stream === null) return (write as (...all: unknown[]) => boolean)(...args);
    return (stream.write as (...all: unknown[]) => boolean).apply(stream, args);
  }) as Response['write'];
  response.end = ((...args: unknown[]) => {
    const chunk = args[0];
    const bytes =
      typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.byteLength(chunk) : 0;
    const stream = begin(bytes);
    if (stream === null) return end(...args);
    (stream.end as (...all: unknown[]) => void).apply(stream, args);
    return response;
  }) as Response['end'];
}

function start(response: Response, write: (chunk: unknown) => boolean, end: () => Response): Gzip {
  response.setHeader('Content-Encoding', 'gzip');
  response.removeHeader('Content-Length');
  response.removeHeader('Accept-Ranges');
  const tag = response.getHeader('etag');
  if (typeof tag === 'string' && !tag.startsWith('W/')) response.setHeader('ETag', `W/${tag}`);
  const gzip = createGzip({ level: LEVEL, finishFlush: constants.Z_FINISH });
  gzip.on('data', (chunk: Buffer) => {
    if (!write(chunk)) gzip.pause();
  });
  gzip.on('drain', () => response.emit('drain'));
  gzip.on('end', () => end());
  response.on('drain', () => {
    if (!response.writableNeedDrain) gzip.resume();
  });
  response.on('close', () => gzip.destroy());
  return gzip;
}
