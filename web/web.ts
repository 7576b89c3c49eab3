import express from 'express';
import type { Express, Request, Response } from 'express';
import { engine } from 'express-handlebars';
import { join } from 'node:path';
import type { Problem } from '../server/errors.ts';
import type { LoginInput, Viewer } from '../server/sessions/schema.ts';
import type { Services } from '../server/services.ts';
import { helpers } from './helpers/helpers.ts';
import { pages } from './pages/pages.ts';
import { loadAssets } from './view/assets.ts';
import { problemView } from './view/problem.ts';
import { renderer } from './view/render.ts';
import type { Render } from './view/render.ts';
import { projectRoot } from './view/root.ts';

/** A demo user for one-click login. `hint` says what to try as that person. */
export interface DemoAccount {
  account: string;
  name: string;
  title: string;
  unitName: string;
  hint: string;
}

/** What the pages need of the server. `demo` is null outside of demo mode. */
export interface WebDeps {
  services: Services;
  viewer(req: Request): Viewer | null;
  csrfToken(req: Request, res: Response): string;
  signIn(req: Request, res: Response, input: LoginInput): Promise<Viewer>;
  signInDemo(req: Request, res: Response, account: string): Promise<Viewer>;
  signOut(req: Request, res: Response): Promise<void>;
  demo: { accounts(): Promise<DemoAccount[]> } | null;
  now?(): number;
  /** How far the read models are behind; null or left out: not worth a word. */
  freshness?(): { behindMs: number; lastAt: number | null } | null;
  /** Whether the broker was there and is gone: pages can be read, commands are refused. */
  isBrokerAway?(): boolean;
}

const yearSeconds = 365 * 24 * 3600;
const renderKey = 'tongquRender';

/**
 * Mounts all pages at `/` of the product's app: behind sessions, CSRF and the urlencoded parser,
 * before the app's error handler, which shows refusals by `renderProblem`. Built files are
 * immutable (their names carry a hash); every page is private to its session.
 */
export function mountWeb(app: Express, deps: WebDeps): void {
  const root = projectRoot();
  const assets = loadAssets(root);
  const views = viewApp(root);
  const render = renderer(deps, assets, views);
  app.locals[renderKey] = render;
  app.use('/assets', (_req, res, next) => {
    res.setHeader('Cache-Control', `public, max-age=${yearSeconds}, immutable`);
    next();
  });
  app.use('/assets', express.static(assets.folder, { cacheControl: false, index: false }));
  app.use('/assets', (_req, res) => {
    res.removeHeader('Cache-Control');
    res.status(404).type('text').send('not found');
  });
  const router = express.Router();
  for (const page of pages) page(router, { ...deps, render });
  app.use(router);
}

/** The app that holds the template engine; it answers no request itself. */
function viewApp(root: string): Express {
  const views = express();
  views.engine(
    'hbs',
    engine({
      extname: '.hbs',
      defaultLayout: 'main',
      layoutsDir: join(root, 'web/layouts'),
      partialsDir: join(root, 'web/components'),
      helpers,
    }),
  );
  views.set('views', join(root, 'web/pages'));
  views.set('view engine', 'hbs');
  views.enable('view cache');
  return views;
}

/**
 * Shows a refusal as a page with what to do next; for the app's error handler. Pages that only
 * wait for a part to come back refresh by themselves.
 */
export async function renderProblem(req: Request, res: Response, problem: Problem): Promise<void> {
  const render = req.app.locals[renderKey] as Render;
  res.status(problem.status);
  if (problem.retryAfterSeconds !== null) {
    res.setHeader('Retry-After', String(problem.retryAfterSeconds));
  }
  const requestId = (res.locals as { requestId?: string }).requestId ?? null;
  const view = problemView(problem, requestId);
  await render(req, res, 'problem/page', { title: view.title, problem: view, entries: [] });
}
