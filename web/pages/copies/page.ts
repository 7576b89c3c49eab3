import type { Router } from 'express';
import { copyCell, copyTallies, isSigned, isUnderTab } from '../../view/copy-cell.ts';
import { pathParam } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

/** 各单位情况: who has signed, at a glance; filters work without scripts too. */
export function copiesPage(router: Router, context: PageContext): void {
  router.get('/cases/:key/copies', async (req, res) => {
    const viewer = viewerOf(context, req);
    const key = pathParam(req.params.key);
    const [file, rows] = await Promise.all([
      context.services.cases.get(viewer, key),
      context.services.cases.copies(viewer, key),
    ]);
    const show = typeof req.query['show'] === 'string' ? req.query['show'] : 'all';
    const signed = isSigned(rows);
    const cells = rows.map((row) => copyCell(row, signed));
    const isFragment = req.query['fragment'] === '1';
    await context.render(req, res, isFragment ? 'copies/grid' : 'copies/page', {
      title: `各单位情况：${file.title}`,
      entries: ['islands/copies/copies.ts'],
      active: 'started',
      ...(isFragment ? { layout: false } : {}),
      file,
      show,
      signed,
      word: signed ? '签收' : '完成',
      cells: cells.filter((cell) => isUnderTab(cell, show)),
      tallies: copyTallies(cells),
      total: cells.length,
    });
  });
}
