import { randomUUID } from 'node:crypto';
import type { Request, Response, Router } from 'express';
import {
  actionInputSchema,
  reminderInputSchema,
  supervisionInputSchema,
  withdrawalInputSchema,
} from '../../../server/cases/schema.ts';
import { Problem } from '../../../server/errors.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { clocksOf } from '../../view/clocks.ts';
import { courseOf } from '../../view/course.ts';
import { flashText } from '../../view/flash.ts';
import { formFacts, isRefusal } from '../../view/form-facts.ts';
import { parseInput, pathParam, withoutEmpty } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

/**
 * One case: who it waits for, its course, its clocks with their explanation, its papers.
 * `?fragment=1` answers the live part alone. What changes the case is posted by plain forms.
 */
export function casePage(router: Router, context: PageContext): void {
  const { services } = context;

  router.get('/cases/:key', async (req, res) => {
    const viewer = viewerOf(context, req);
    const key = pathParam(req.params.key);
    const file = await services.cases.get(viewer, key).catch((error: unknown) => {
      if (isNew(error, req.query)) return null;
      throw error;
    });
    if (!file) return showPending(context, req, res, key);
    const isFragment = req.query['fragment'] === '1';
    await context.render(req, res, isFragment ? 'case/live' : 'case/page', {
      title: file.title,
      entries: ['islands/case/case.ts'],
      active: file.startedBy?.id === viewer.personId ? 'started' : 'all',
      ...(isFragment ? { layout: false } : {}),
      file: { ...file, actions: file.actions.map(withRequestId) },
      actionForms: file.actions.map(({ id, form }) => ({ id, form })),
      clocks: clocksOf(file.clocks),
      course: courseOf(file.steps, file.progress).reverse(),
      hiddenSteps: Math.max(0, file.stepsTotal - file.steps.length),
      facts: await formFacts(context, viewer, file.business, file.variables),
      isOpen: file.state === 'active' || file.state === 'incident',
      done: flashText(req.query['done']),
    });
  });

  caseActs(router, context);
}

/** What people do to a case: each is posted by a plain form and leads back to the case's page. */
function caseActs(router: Router, context: PageContext): void {
  const { services } = context;
  const act = (
    path: string,
    done: string,
    run: (viewer: Viewer, key: string, body: unknown, req: Request) => Promise<string | null>,
  ): void => {
    router.post(`/cases/:key/${path}`, async (req: Request, res: Response) => {
      const key = pathParam(req.params['key']);
      const target = await run(viewerOf(context, req), key, withoutEmpty(req.body ?? {}), req);
      res.redirect(303, `/cases/${target ?? key}?done=${done}`);
    });
  };

  act('reminders', 'reminded', async (viewer, key, body) => {
    await services.cases.remind(viewer, key, parseInput(reminderInputSchema, body));
    return null;
  });
  act('supervisions', 'supervised', async (viewer, key, body) => {
    const input = parseInput(supervisionInputSchema, body);
    return (await services.cases.supervise(viewer, key, input)).key;
  });
  act('withdrawals', 'withdrawn', async (viewer, key, body) => {
    await services.cases.withdraw(viewer, key, parseInput(withdrawalInputSchema, body));
    return null;
  });
  act('cancellations', 'canceled', async (viewer, key, body) => {
    const reason = (body as { reason?: unknown }).reason;
    if (typeof reason !== 'string' || reason.trim() === '') {
      const message = '请填写终止理由';
      throw new Problem('invalid_input', {
        detail: message,
        errors: [{ path: 'reason', message }],
      });
    }
    await services.cases.cancel(viewer, key, reason.trim());
    return null;
  });
  act('actions/:id', 'acted', async (viewer, key, body, req) => {
    const input = parseInput(actionInputSchema, body);
    await services.cases.act(viewer, key, pathParam(req.params['id']), input);
    return null;
  });
  act('incidents/:incident/resolutions', 'resolved', async (viewer, key, _body, req) => {
    await services.cases.resolveIncident(viewer, key, pathParam(req.params['incident']));
    return null;
  });
}

/** The page's own id of the request, so that a second click on it does nothing more. */
function withRequestId<T extends object>(action: T): T & { requestId: string } {
  return { ...action, requestId: randomUUID() };
}

/** How many times a page waits a second for a case that was started a moment ago. */
const mostTries = 20;

/** A case that this person has just started may be a moment away from the read models. */
function isNew(error: unknown, query: Request['query']): boolean {
  const isStarted = query['done'] === 'started' || query['done'] === 'supervised';
  return isStarted && isRefusal(error) && Number(query['try'] ?? 0) < mostTries;
}

async function showPending(
  context: PageContext,
  req: Request,
  res: Response,
  key: string,
): Promise<void> {
  const tries = Number(req.query['try'] ?? 0) + 1;
  await context.render(req, res, 'case/pending', {
    title: '正在建立',
    entries: [],
    active: 'started',
    next: `/cases/${key}?done=${String(req.query['done'])}&try=${tries}`,
  });
}
