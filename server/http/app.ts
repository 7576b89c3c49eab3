import express, { type Express, type RequestHandler } from 'express';
import { z } from 'zod';
import { zhCN } from 'zod/locales';
import type { Context } from '../context.ts';
import { compression } from './compression.ts';
import { csrf, type CsrfOptions } from './csrf.ts';
import { errorHandler, notFound, type RenderProblem } from './error-handler.ts';
import { mountRoutes } from './mount-routes.ts';
import { operatorReader } from './operator-reader.ts';
import { requestLog } from './request-log.ts';
import type { Route } from './route.ts';
import { securityHeaders } from './security-headers.ts';
import { sessionReader } from './session.ts';

/** Largest form a page may post. A clerk may paste a whole document into a field. */
const FORM_LIMIT = '4mb';

/** What an app is made of. */
export interface AppOptions {
  readonly context: Context;
  readonly csrf: CsrfOptions;
  readonly routes: readonly Route[];
  /** Mounts the pages; called after the API. */
  readonly mountPages: (app: Express) => void;
  readonly renderProblem: RenderProblem;
}

/**
 * The Express app. Order matters: id and log, headers, compression, who asks, forged requests,
 * API, pages, 404, errors.
 */
export function createApp(options: AppOptions): Express {
  const { context } = options;
  z.config(zhCN());
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', context.config.trustProxy);
  app.set('query parser', 'simple');
  app.use(requestLog(context));
  app.use(securityHeaders(context.config.secureCookies));
  app.use(compression());
  app.use(sessionReader(context));
  app.use(operatorReader(context));
  app.use(pageForms());
  app.use(csrf(options.csrf));
  mountRoutes(app, options.routes, context);
  options.mountPages(app);
  app.use(notFound());
  app.use(errorHandler(context, options.renderProblem));
  return app;
}

/** Reads forms of pages; the API takes no forms, so that none can be sent there from elsewhere. */
function pageForms(): RequestHandler {
  const read = express.urlencoded({ extended: true, limit: FORM_LIMIT, parameterLimit: 5000 });
  return (request, response, next) => {
    if (request.path.startsWith('/api/')) next();
    else read(request, response, next);
  };
}
