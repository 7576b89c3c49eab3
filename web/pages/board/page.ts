import type { Router } from 'express';
import { Problem } from '../../../server/errors.ts';
import { boardTables } from '../../view/board.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

/**
 * The supervisor's board. Every chart has its figures as a table beside it, every figure leads to
 * the cases behind it. `?fragment=1` answers the figures alone for the live refresh.
 */
export function boardPage(router: Router, context: PageContext): void {
  router.get('/board', async (req, res) => {
    const viewer = viewerOf(context, req);
    if (!viewer.roles.some((role) => role === 'supervisor' || role === 'admin')) {
      throw new Problem('forbidden');
    }
    const isFragment = req.query['fragment'] === '1';
    const [board, definitions] = await Promise.all([
      context.services.board.get(viewer),
      isFragment ? [] : context.services.definitions.list(viewer),
    ]);
    await context.render(req, res, isFragment ? 'board/live' : 'board/page', {
      title: '监督看板',
      entries: ['islands/board/board.ts'],
      active: 'board',
      ...(isFragment ? { layout: false } : {}),
      board,
      tables: boardTables(board),
      definitions: definitions.filter((definition) => definition.latest),
      islandData: { trend: board.trend, byBusiness: board.byBusiness },
    });
  });
}
