import type { Response } from 'express';
import { Problem, type ErrorCode } from '../errors.ts';
import type { Viewer } from '../sessions/schema.ts';

/** What the middlewares found out about a request; lives in `response.locals`. */
export interface RequestState {
  requestId: string;
  /** Pattern of the API route, for logs and metrics; a path would hold keys. */
  route: string | null;
  viewer: Viewer | null;
  sessionToken: string | null;
  csrfToken: string;
  /** Set when the session could not be looked up because the store is away. */
  undecided: ErrorCode | null;
}

/** The state of a request, made empty at the first call. */
export function stateOf(response: Response): RequestState {
  const locals = response.locals as Partial<RequestState>;
  locals.requestId ??= '';
  locals.route ??= null;
  locals.viewer ??= null;
  locals.sessionToken ??= null;
  locals.csrfToken ??= '';
  locals.undecided ??= null;
  return locals as RequestState;
}

/**
 * The signed-in person, or null. Throws `starting`/`store_unavailable` when there is a session
 * cookie that can't be looked up now: a person must not be told to sign in again for that.
 */
export function viewerOf(response: Response): Viewer | null {
  const state = stateOf(response);
  if (state.undecided !== null) throw new Problem(state.undecided, { retryAfterSeconds: 2 });
  return state.viewer;
}
