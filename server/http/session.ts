import type { RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import type { NewSession } from '../sessions/sessions.service.ts';
import { clearCookie, FORM_COOKIE, readCookie, SESSION_COOKIE, setCookie } from './cookies.ts';
import { stateOf } from './request-state.ts';

const WITHOUT_SESSION = /^\/(assets\/|metrics$|api\/v1\/health$|api\/v1\/openapi\.json$)/;

/**
 * Finds out who asks. An unknown or expired cookie counts as signed out. While the store is away
 * the question stays open (`undecided`) and whoever needs the answer is told to wait.
 */
export function sessionReader(
  context: Pick<Context, 'sessions' | 'health' | 'config'>,
): RequestHandler {
  return async (request, response, next) => {
    const token = readCookie(request, SESSION_COOKIE);
    if (token === null || WITHOUT_SESSION.test(request.path)) return next();
    const state = stateOf(response);
    state.undecided = context.health.refusal('store');
    if (state.undecided === null) {
      state.viewer = await context.sessions.find(token);
      if (state.viewer !== null) state.sessionToken = token;
      else clearCookie(response, SESSION_COOKIE, context.config.secureCookies);
    }
    next();
  };
}

/** Puts a new session into the browser; the old form token dies with the old state. */
export function beginSession(response: Response, session: NewSession, secure: boolean): void {
  const state = stateOf(response);
  setCookie(response, SESSION_COOKIE, session.token, secure);
  clearCookie(response, FORM_COOKIE, secure);
  state.viewer = session.viewer;
  state.sessionToken = session.token;
  state.csrfToken = '';
}

/** Ends the session of this request, here and in the store. */
export async function endSession(
  response: Response,
  context: Pick<Context, 'sessions' | 'config'>,
): Promise<void> {
  const state = stateOf(response);
  if (state.sessionToken !== null) await context.sessions.signOut(state.sessionToken);
  clearCookie(response, SESSION_COOKIE, context.config.secureCookies);
  state.viewer = null;
  state.sessionToken = null;
}
