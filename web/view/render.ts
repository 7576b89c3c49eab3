import type { Express, Request, Response } from 'express';
import type { Viewer } from '../../server/sessions/schema.ts';
import type { TaskCounts } from '../../server/tasks/schema.ts';
import { behindText } from '../helpers/time.ts';
import type { WebDeps } from '../web.ts';
import type { Assets } from './assets.ts';
import { navigation } from './navigation.ts';

/** What a page hands to its template. `entries` names the islands; `plain` has no shell. */
export interface PageModel {
  title: string;
  entries: string[];
  active?: string;
  layout?: 'main' | 'plain' | false;
  [field: string]: unknown;
}

/** Renders one page with the shell (navigation, counts, person, CSRF token) around it. */
export type Render = (req: Request, res: Response, view: string, model: PageModel) => Promise<void>;

/** What a page is given to register itself with. */
export interface PageContext extends WebDeps {
  render: Render;
}

/**
 * The rendering function of all pages. Counts that cannot be read (store away) leave the shell
 * without counts instead of hiding the page's own message.
 */
export function renderer(deps: WebDeps, assets: Assets, views: Express): Render {
  return async (req, res, view, model) => {
    const viewer = deps.viewer(req);
    const counts = viewer && model.layout === undefined ? await readCounts(deps, viewer) : null;
    const html = await renderView(views, view, {
      ...model,
      layout: model.layout ?? (viewer ? 'main' : 'plain'),
      behind: behindText(deps.freshness?.() ?? null),
      away: deps.isBrokerAway?.() ?? false,
      nowMs: deps.now?.() ?? Date.now(),
      viewer,
      position: viewer?.positions[0] ?? null,
      counts,
      navigation: viewer ? navigation(viewer, counts, model.active ?? '') : [],
      csrf: deps.csrfToken(req, res),
      isDemo: deps.demo !== null,
      assets: assets.links(['styles/app.css', 'islands/shell/shell.ts', ...model.entries]),
    });
    res.setHeader('Cache-Control', 'private, no-store');
    res.type('html').send(html);
  };
}

function renderView(views: Express, view: string, model: object): Promise<string> {
  return new Promise((resolve, reject) => {
    views.render(view, model, (error: Error | null, html?: string) => {
      if (error) reject(error);
      else resolve(html ?? '');
    });
  });
}

async function readCounts(deps: WebDeps, viewer: Viewer): Promise<TaskCounts | null> {
  try {
    return await deps.services.tasks.counts(viewer);
  } catch {
    return null;
  }
}
