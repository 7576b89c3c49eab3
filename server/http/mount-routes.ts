import express, { type Express, type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { Problem } from '../errors.ts';
import { stateOf, viewerOf } from './request-state.ts';
import type { Route } from './route.ts';
import { invalidInput } from './to-problem.ts';

/** Diagrams are the largest JSON bodies (3 MB of XML), with room for escapes. */
const JSON_LIMIT = '8mb';

/** Mounts the API's routes; other methods on their paths answer 405 with `Allow`. */
export function mountRoutes(app: Express, routes: readonly Route[], context: Context): void {
  const json = express.json({ limit: JSON_LIMIT, strict: false });
  const methods = new Map<string, string[]>();
  for (const route of routes) {
    const readsJson = route.body !== undefined && route.bodyType === 'json';
    const handlers = readsJson ? [requireJson, json] : [];
    app[route.method](route.path, ...handlers, handle(route, context));
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method.toUpperCase()]);
  }
  for (const [path, allowed] of methods) {
    app.all(path, (request, response) => {
      response.set('Allow', allowed.join(', '));
      throw new Problem('method_not_allowed', { values: { method: request.method } });
    });
  }
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (request.is('json') === false) {
    throw new Problem('unsupported_body', { values: { expected: 'application/json' } });
  }
  next();
};

function handle(route: Route, context: Context): RequestHandler {
  return async (request, response) => {
    stateOf(response).route = route.path;
    const input = {
      params: parse(route.params, request.params, ''),
      query: parse(route.query, request.query, ''),
      body: route.bodyType === 'json' ? parse(route.body, bodyOf(request), '') : undefined,
    };
    const viewer = route.policy.admit(route.policy.needsSession ? viewerOf(response) : lenient());
    const result = await route.handler({ ...input, viewer, context, request, response });
    if (response.headersSent || response.writableEnded) return;
    if (response.statusCode === 200) response.status(route.status);
    if (result === undefined) response.end();
    else response.set('Cache-Control', 'private, no-cache').json(result);

    function lenient() {
      const state = stateOf(response);
      return state.undecided === null ? state.viewer : null;
    }
  };
}

function bodyOf(request: Request): unknown {
  return (request.body as unknown) ?? {};
}

function parse(schema: z.ZodType | undefined, value: unknown, place: string): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (!result.success) throw invalidInput(result.error, place);
  return result.data;
}
