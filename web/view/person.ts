import type { Request } from 'express';
import { Problem } from '../../server/errors.ts';
import type { Viewer } from '../../server/sessions/schema.ts';
import type { WebDeps } from '../web.ts';

/** The signed-in person. Throws `Problem('signed_out')`, which leads to the login page. */
export function viewerOf(deps: WebDeps, req: Request): Viewer {
  const viewer = deps.viewer(req);
  if (!viewer) throw new Problem('signed_out');
  return viewer;
}

/** A path on this site to go on to; anything else (another host, `//`) becomes the inbox. */
export function safeNext(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) && !/[\r\n\t]/.test(value)
    ? value
    : '/tasks';
}
