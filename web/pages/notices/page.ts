import type { Router } from 'express';
import type { Notice } from '../../../server/notices/schema.ts';
import { readingInputSchema } from '../../../server/notices/schema.ts';
import { flashText } from '../../view/flash.ts';
import { parseInput, withoutEmpty } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

/** Notices shown: the newest. */
const limit = 20;

/** What a person was told. `?fragment=1` answers the list alone, for the bell's panel. */
export function noticesPage(router: Router, context: PageContext): void {
  router.get('/notices', async (req, res) => {
    const { rows, unread } = await context.services.notices.list(viewerOf(context, req), { limit });
    const isFragment = req.query['fragment'] === '1';
    await context.render(req, res, isFragment ? 'notices/list' : 'notices/page', {
      title: '提醒',
      entries: [],
      active: 'notices',
      ...(isFragment ? { layout: false } : {}),
      shownCount: limit,
      notices: rows.map((notice) => ({ ...notice, href: hrefOf(notice) })),
      newest: rows[0]?.at ?? '',
      unread,
      done: flashText(req.query['done']),
    });
  });

  router.post('/notices/readings', async (req, res) => {
    const input = parseInput(readingInputSchema, withoutEmpty(req.body ?? {}));
    await context.services.notices.markRead(viewerOf(context, req), input);
    res.redirect(303, '/notices?done=read');
  });
}

/** To one's own open task, else to the case. */
function hrefOf({ taskKey, caseKey }: Notice): string {
  if (taskKey !== null) return `/tasks/${taskKey}`;
  return caseKey === null ? '/notices' : `/cases/${caseKey}`;
}
