import type { Request, Response, Router } from 'express';
import type { CaseDetail } from '../../../server/cases/schema.ts';
import type { StoredDocument } from '../../../server/documents/schema.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { completionInputSchema, returnInputSchema } from '../../../server/tasks/schema.ts';
import type { TaskDetail } from '../../../server/tasks/schema.ts';
import { clocksOf } from '../../view/clocks.ts';
import { courseOf } from '../../view/course.ts';
import { flashText } from '../../view/flash.ts';
import { formFacts, isRefusal } from '../../view/form-facts.ts';
import { parseInput, pathParam } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

const phrases = [
  '同意。',
  '已阅。',
  '拟同意，请领导审示。',
  '请按要求抓紧办理。',
  '情况属实。',
  '请补充材料后再报。',
];

/**
 * One task: left the paper, right the form and the opinion, below the course. Steps without a form
 * are posted by plain forms; with scripts the same buttons keep drafts and answer in place.
 */
export function taskPage(router: Router, context: PageContext): void {
  const { services } = context;

  router.get('/tasks/:key', (req, res) => showTask(context, req, res));

  router.post('/tasks/:key/completions', async (req, res) => {
    const viewer = viewerOf(context, req);
    const fields = (req.body ?? {}) as Record<string, unknown>;
    const input = parseInput(completionInputSchema, { opinion: fields['opinion'] ?? '' });
    const key = pathParam(req.params.key);
    const task = await services.tasks.get(viewer, key);
    await services.tasks.complete(viewer, key, input);
    res.redirect(303, `/tasks?box=${task.kind}&done=completed`);
  });

  router.post('/tasks/:key/claims', async (req, res) => {
    const key = pathParam(req.params.key);
    await services.tasks.claim(viewerOf(context, req), key);
    res.redirect(303, `/tasks/${key}?done=claimed`);
  });

  router.post('/tasks/:key/releases', async (req, res) => {
    const key = pathParam(req.params.key);
    await services.tasks.release(viewerOf(context, req), key);
    res.redirect(303, `/tasks/${key}?done=released`);
  });

  router.post('/tasks/:key/returns', async (req, res) => {
    const key = pathParam(req.params.key);
    await services.tasks.return(
      viewerOf(context, req),
      key,
      parseInput(returnInputSchema, req.body),
    );
    res.redirect(303, '/tasks?done=returned');
  });

  router.get('/tasks/:key/return-preview', async (req, res) => {
    const viewer = viewerOf(context, req);
    const to = typeof req.query['to'] === 'string' ? req.query['to'] : '';
    const preview = await services.tasks.previewReturn(viewer, pathParam(req.params.key), to);
    await context.render(req, res, 'task/return-preview', {
      title: '退回预览',
      entries: [],
      layout: false,
      preview,
    });
  });
}

async function showTask(context: PageContext, req: Request, res: Response): Promise<void> {
  const viewer = viewerOf(context, req);
  const task = await context.services.tasks.get(viewer, pathParam(req.params['key']));
  const [file, documents] = await Promise.all([
    caseOf(context, viewer, task.caseKey),
    documentsOf(context, viewer, task.documentIds),
  ]);
  const variables = file?.variables ?? task.variables;
  const all = await formFacts(context, viewer, task.business, variables);
  const facts = all.filter((fact) => fact.key !== 'body');
  const body = textOf(variables['body']);
  await context.render(req, res, 'task/page', {
    title: task.title,
    entries: ['islands/task/task.ts'],
    active: task.kind,
    task,
    isOpen: task.state === 'open',
    hasOwnOpinion: formHasKey(task.form, 'opinion'),
    phrases,
    file,
    clocks: clocksOf(file?.clocks ?? []),
    course: file ? courseOf(file.steps, file.progress).reverse() : [],
    documents,
    facts,
    body,
    bodyNumber: textOf(variables['documentNumber']),
    hasPaper: documents.length > 0 || body !== '',
    done: flashText(req.query['done']),
    islandData: islandData(task),
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** The case of a task; null where this person may do the task but not read the whole case. */
async function caseOf(
  context: PageContext,
  viewer: Viewer,
  key: string,
): Promise<CaseDetail | null> {
  try {
    return await context.services.cases.get(viewer, key);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

async function documentsOf(
  context: PageContext,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(StoredDocument & { isPdf: boolean; isImage: boolean })[]> {
  const found = await Promise.all(
    ids.slice(0, 10).map(async (id) => {
      try {
        return await context.services.documents.get(viewer, id);
      } catch (error) {
        if (isRefusal(error)) return null;
        throw error;
      }
    }),
  );
  return found
    .filter((document) => document !== null)
    .map((document) => ({
      ...document,
      isPdf: document.type === 'application/pdf',
      isImage: document.type.startsWith('image/'),
    }));
}

/** Whether a form-js schema has a field of this key, at any depth. */
function formHasKey(form: Record<string, unknown> | null, key: string): boolean {
  const components = form?.['components'];
  return (
    Array.isArray(components) &&
    components.some(
      (component: Record<string, unknown>) =>
        component['key'] === key || formHasKey(component, key),
    )
  );
}

/** What the browser needs to run the form: nothing that the page does not show anyway. */
function islandData(task: TaskDetail): object {
  const { key, caseKey, form, variables, draft, can, kind, state } = task;
  return { key, caseKey, form, variables, draft, can, kind, state };
}
