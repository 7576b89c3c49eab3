import type { Request } from 'express';
import busboy from 'busboy';
import { Problem } from '../errors.ts';
import type { Incoming } from './receive.ts';

/**
 * Hands the first file of a multipart body to `take`, as it streams in. Further files are read and
 * dropped. Refusals: `unsupported_body`, `upload_missing`, `upload_incomplete` (the sender hung
 * up or the body ends early), then those of `take`.
 */
export function receiveFile<T>(
  request: Request,
  limitBytes: number,
  take: (incoming: Incoming) => Promise<T>,
): Promise<T> {
  if (request.is('multipart/form-data') === false) {
    const values = { expected: 'multipart/form-data' };
    return Promise.reject(new Problem('unsupported_body', { values }));
  }
  return new Promise((resolve, reject) => {
    const parser = busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { fileSize: limitBytes, files: 1, fields: 20, fieldSize: 64 * 1024 },
    });
    let taken: Promise<T> | null = null;
    parser.on('file', (_field, file, info) => {
      let truncated = false;
      file.on('limit', () => (truncated = true));
      taken = take({
        name: info.filename ?? '',
        content: file,
        truncated: () => truncated,
      });
      // The rest of a refused file is read and dropped, else the browser never hears the refusal.
      taken.catch(() => file.resume());
    });
    parser.on('close', () => {
      if (taken === null) reject(new Problem('upload_missing'));
      else taken.then(resolve, (error: unknown) => reject(incomplete(error, request)));
    });
    parser.on('error', (error) => {
      request.unpipe(parser);
      request.resume();
      reject(new Problem('upload_incomplete', { cause: error }));
    });
    request.on('aborted', () => parser.destroy(new Error('the sender hung up')));
    request.pipe(parser);
  });
}

function incomplete(error: unknown, request: Request): unknown {
  if (error instanceof Problem || !request.destroyed) return error;
  return new Problem('upload_incomplete', { cause: error });
}
