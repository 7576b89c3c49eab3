import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import { Problem } from '../errors.ts';
import { idOf } from '../sessions/sessions.service.ts';
import { FORM_COOKIE, readCookie, SESSION_COOKIE, setCookie } from './cookies.ts';
import { stateOf } from './request-state.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What the check needs of the server. */
export interface CsrfOptions {
  readonly secret: string;
  readonly secure: boolean;
  readonly publicUrl: string | null;
}

/**
 * Refuses writing requests that another site made a browser send (`csrf_failed`, 403).
 * Pages: the form's hidden field `_csrf`, or the header `x-csrf-token`, must hold the token.
 * API: the header, or proof by the browser that the page is ours (`Sec-Fetch-Site`, `Origin`);
 * a caller without cookie and without these is no browser and passes.
 * The token is an HMAC over the session, or over the cookie of the sign-in form: nothing to store.
 */
export function csrf(options: CsrfOptions): RequestHandler {
  return (request, response, next) => {
    if (SAFE.has(request.method) || allowed(request, response, options)) return next();
    const expired =
      readCookie(request, SESSION_COOKIE) !== null && liveSession(response, request) === null;
    throw new Problem(expired ? 'signed_out' : 'csrf_failed');
  };
}

/**
 * The token for a form of this request. Asked for lazily, because for somebody not signed in it
 * sets the cookie that the token is bound to.
 */
export function csrfToken(request: Request, response: Response, options: CsrfOptions): string {
  const state = stateOf(response);
  if (state.csrfToken !== '') return state.csrfToken;
  let binding = bindingOf(request, response);
  if (binding === null) {
    const value = randomBytes(18).toString('base64url');
    setCookie(response, FORM_COOKIE, value, options.secure);
    binding = `form:${value}`;
  }
  state.csrfToken = tokenOf(options.secret, binding);
  return state.csrfToken;
}

/** The options of the check, from the server's configuration. */
export function csrfOptions(context: Pick<Context, 'config'>, secret: string): CsrfOptions {
  const { secureCookies, publicUrl } = context.config;
  return { secret, secure: secureCookies, publicUrl };
}

function allowed(request: Request, response: Response, options: CsrfOptions): boolean {
  const isApi = request.path.startsWith('/api/');
  const session = liveSession(response, request);
  const binding = bindingOf(request, response);
  const given = request.get('x-csrf-token') ?? formField(request);
  if (given !== null && !(isApi && session === null)) {
    return binding !== null && same(given, tokenOf(options.secret, binding));
  }
  if (!isApi) return false;
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  if (origin !== undefined) return origin === ownOrigin(request, options);
  return session === null;
}

function formField(request: Request): string | null {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || !('_csrf' in body)) return null;
  return typeof body._csrf === 'string' ? body._csrf : null;
}

function ownOrigin(request: Request, options: CsrfOptions): string {
  if (options.publicUrl !== null) return new URL(options.publicUrl).origin;
  return `${request.protocol}://${request.host}`;
}

/** The token of a session that is known, or that can't be looked up just now. */
function liveSession(response: Response, request: Request): string | null {
  const state = stateOf(response);
  if (state.undecided !== null) return readCookie(request, SESSION_COOKIE);
  return state.sessionToken;
}

function bindingOf(request: Request, response: Response): string | null {
  const session = liveSession(response, request);
  if (session !== null) return `session:${idOf(session)}`;
  const form = readCookie(request, FORM_COOKIE);
  return form === null ? null : `form:${form}`;
}

function tokenOf(secret: string, binding: string): string {
  return createHmac('sha256', secret).update(`csrf:${binding}`).digest('base64url');
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
