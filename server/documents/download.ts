import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { Problem } from '../errors.ts';
import type { Viewer } from '../sessions/schema.ts';
import type { Documents, Range } from './documents.service.ts';
import { inlineTypes } from './file-type.ts';
import type { StoredDocument } from './schema.ts';

/**
 * Answers a document's bytes: whole, one range (206), or 304. The digest is the ETag, so a
 * document is transferred once. Refusals: `not_found`, `range_not_satisfiable`.
 * Source: RFC 9110 §14 (ranges), RFC 6266 (file names).
 */
export async function sendDocument(
  documents: Documents,
  viewer: Viewer,
  id: string,
  inline: boolean,
  request: Request,
  response: Response,
): Promise<void> {
  const facts = await documents.get(viewer, id);
  describe(response, facts, inline);
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const range = rangeOf(request, facts);
  if (range === 'unsatisfiable') {
    response.set('Content-Range', `bytes */${facts.bytes}`);
    throw new Problem('range_not_satisfiable');
  }
  const bytes = range === null ? facts.bytes : range.end - range.start + 1;
  response.status(range === null ? 200 : 206).set('Content-Length', String(bytes));
  if (range !== null) {
    response.set('Content-Range', `bytes ${range.start}-${range.end}/${facts.bytes}`);
  }
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const { content } = await documents.open(viewer, id, range ?? undefined);
  await pipeline(content, response).catch((error: NodeJS.ErrnoException) => {
    // The reader closed the window; nobody is left to tell.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}

function describe(response: Response, facts: StoredDocument, inline: boolean): void {
  const shown = inline && inlineTypes.has(facts.type) ? 'inline' : 'attachment';
  response.set({
    'Content-Type': facts.type,
    'Content-Disposition': `${shown}; filename="document"; filename*=UTF-8''${encode(facts.name)}`,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache, no-transform',
    ETag: `"${facts.sha256}"`,
  });
}

/** One range; several ranges are answered with the whole, as the RFC allows. */
function rangeOf(request: Request, facts: StoredDocument): Range | 'unsatisfiable' | null {
  const condition = request.get('if-range');
  if (condition !== undefined && condition !== `"${facts.sha256}"`) return null;
  const ranges = request.range(facts.bytes);
  if (ranges === undefined || ranges === -2) return null;
  if (ranges === -1) return 'unsatisfiable';
  const first = ranges[0];
  if (ranges.type !== 'bytes' || ranges.length !== 1 || first === undefined) return null;
  return { start: first.start, end: first.end };
}

/** Percent-encodes a name for `filename*`. Source: RFC 8187 §3.2. */
function encode(name: string): string {
  return encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
