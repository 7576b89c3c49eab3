import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Context } from '../context.ts';
import { stateOf } from './request-state.ts';

const QUIET = /^\/(assets\/|metrics$|api\/v1\/health$|favicon)/;
const PROXY_ID = /^[\w.-]{8,64}$/;

/**
 * Gives each request an id (a proxy's `X-Request-Id` is kept), answers it in the same header, and
 * writes one log line and one metric per request. The line holds the path without its query and
 * no name, account or address: what people search for is theirs.
 */
export function requestLog(context: Pick<Context, 'log' | 'metrics'>): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const state = stateOf(response);
    state.requestId = given !== undefined && PROXY_ID.test(given) ? given : randomUUID();
    response.set('X-Request-Id', state.requestId);
    const startedAt = process.hrtime.bigint();
    response.once('close', () => {
      const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
      const { method, path } = request;
      const status = response.writableFinished ? response.statusCode : 499;
      const labels = { method, route: state.route ?? 'page', status: String(status) };
      context.metrics.http.observe(labels, ms / 1000);
      const line = { id: state.requestId, method, path, status, ms: Math.round(ms * 10) / 10 };
      if (QUIET.test(path)) context.log.debug(line, 'request');
      else if (status >= 500) context.log.error(line, 'request');
      else context.log.info(line, 'request');
    });
    next();
  };
}
