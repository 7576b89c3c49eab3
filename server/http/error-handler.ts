import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Context } from '../context.ts';
import { Problem } from '../errors.ts';
import { stateOf } from './request-state.ts';
import { loginPath } from './return-path.ts';
import { toProblem } from './to-problem.ts';

/** How a refusal looks as a page; the pages' room brings it. */
export type RenderProblem = (
  request: Request,
  response: Response,
  problem: Problem,
) => void | Promise<void>;

/** Whether the answer is for a person's browser window rather than for a program. */
export function wantsPage(request: Request): boolean {
  if (request.path.startsWith('/api/') || request.path === '/metrics') return false;
  return request.accepts(['html', 'json']) === 'html';
}

/** What no route took: 404, as page or as problem document. */
export function notFound(): RequestHandler {
  return (request) => {
    throw new Problem(wantsPage(request) ? 'page_not_found' : 'not_found');
  };
}

/**
 * The last handler: turns what was thrown into problem+json or a page. Somebody signed out who
 * opens a page goes to the sign-in page and comes back afterwards.
 */
export function errorHandler(
  context: Pick<Context, 'log'>,
  renderProblem: RenderProblem,
): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    const { requestId } = stateOf(response);
    const problem = toProblem(error, requestId);
    if (problem.code === 'internal') context.log.error({ id: requestId, err: error }, 'failure');
    if (response.headersSent) {
      next(error);
      return;
    }
    if (problem.retryAfterSeconds !== null) {
      response.set('Retry-After', String(problem.retryAfterSeconds));
    }
    response.set('Cache-Control', 'no-store');
    if (!wantsPage(request)) {
      sendProblem(response, problem);
      return;
    }
    if (problem.code === 'signed_out') {
      response.redirect(303, loginPath(request.method === 'GET' ? request.originalUrl : '/'));
      return;
    }
    // The page of a refusal is drawn without the person when nobody can say who it is.
    stateOf(response).undecided = null;
    response.status(problem.status);
    try {
      await renderProblem(request, response, problem);
    } catch (renderError) {
      context.log.error({ id: requestId, err: renderError }, 'error page failed');
      if (!response.headersSent) response.type('text').send(`${problem.title}\n${problem.message}`);
    }
  };
}

/** Answers a problem document. Source: RFC 9457 §3. */
export function sendProblem(response: Response, problem: Problem): void {
  const { requestId } = stateOf(response);
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problem.toDocument(requestId)));
}
