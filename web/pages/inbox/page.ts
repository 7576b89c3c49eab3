import type { Router } from 'express';
import { taskQuerySchema } from '../../../server/tasks/schema.ts';
import type { Box, TaskQuery } from '../../../server/tasks/schema.ts';
import { flashText } from '../../view/flash.ts';
import { parseInput, withoutEmpty } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

const titles: Record<Box, string> = {
  todo: '待办',
  sign: '待签收',
  read: '待阅',
  done: '已办',
  doneRead: '已阅',
};

const empties: Record<Box, { title: string; text: string }> = {
  todo: { title: '没有待办', text: '新的事项到达时会自动出现在这里，不必刷新。' },
  sign: { title: '没有待签收的文件', text: '其他单位发来的文件会在一秒之内出现在这里。' },
  read: { title: '没有待阅的文件', text: '传阅给您的文件会出现在这里。' },
  done: { title: '还没有办过事项', text: '您办理过的事项会留在这里，随时可查。' },
  doneRead: { title: '还没有已阅的文件', text: '您阅过的文件会留在这里。' },
};

/**
 * The inbox. `?fragment=1` answers the list alone, for the live refresh; everything else works
 * without scripts (filters are a GET form, the next page is a link).
 */
export function inboxPage(router: Router, context: PageContext): void {
  router.get('/', (_req, res) => res.redirect(303, '/tasks'));

  router.get('/tasks', async (req, res) => {
    const viewer = viewerOf(context, req);
    const query = parseInput(taskQuerySchema, withoutEmpty(req.query));
    const [page, counts] = await Promise.all([
      context.services.tasks.list(viewer, query),
      context.services.tasks.counts(viewer),
    ]);
    const isFiltered = Boolean(query.q ?? query.business ?? query.light ?? query.urgency);
    const isFragment = req.query['fragment'] === '1';
    await context.render(req, res, isFragment ? 'inbox/list' : 'inbox/page', {
      title: titles[query.box],
      entries: ['islands/inbox/inbox.ts'],
      active: query.box,
      ...(isFragment ? { layout: false } : {}),
      searchBox: query.box,
      q: query.q ?? '',
      query,
      box: query.box,
      isOpenBox: query.box === 'todo' || query.box === 'sign' || query.box === 'read',
      page,
      counts,
      businesses: counts.byBusiness,
      next: page.next ? nextHref(query, page.next) : null,
      empty: isFiltered
        ? { title: '没有符合条件的事项', text: '换个词，或清除筛选条件再看。' }
        : empties[query.box],
      clearHref: isFiltered ? `/tasks?box=${query.box}` : null,
      done: flashText(req.query['done']),
    });
  });
}

function nextHref(query: TaskQuery, after: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, after })) {
    if (value !== undefined && name !== 'limit') parameters.set(name, String(value));
  }
  return `/tasks?${parameters.toString()}`;
}
