import type { Router } from 'express';
import type { CopyRow } from '../../../server/cases/schema.ts';
import { pathParam } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

/** One unit's copy as the grid shows it: one state of four, and one line that says why. */
export interface CopyCell {
  unitCode: string;
  unitName: string;
  state: 'done' | 'active' | 'late' | 'terminated';
  text: string;
  at: string | null;
}

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
    const cells = rows.map(cellOf);
    const isFragment = req.query['fragment'] === '1';
    await context.render(req, res, isFragment ? 'copies/grid' : 'copies/page', {
      title: `各单位情况：${file.title}`,
      entries: ['islands/copies/copies.ts'],
      active: 'started',
      ...(isFragment ? { layout: false } : {}),
      file,
      show,
      cells: show === 'all' ? cells : cells.filter((cell) => matches(cell, show)),
      tallies: tallies(cells),
      total: cells.length,
    });
  });
}

function matches(cell: CopyCell, show: string): boolean {
  return show === 'open' ? cell.state === 'active' || cell.state === 'late' : cell.state === show;
}

function tallies(cells: readonly CopyCell[]): { done: number; open: number; late: number } {
  return {
    done: cells.filter((cell) => cell.state === 'done').length,
    open: cells.filter((cell) => matches(cell, 'open')).length,
    late: cells.filter((cell) => cell.state === 'late').length,
  };
}

function cellOf(row: CopyRow): CopyCell {
  const first = row.steps[0];
  const last = row.steps[row.steps.length - 1];
  const head = { unitCode: row.unitCode, unitName: row.unitName };
  if (!first || !last) return { ...head, state: 'active', text: '待投递', at: null };
  if (first.state === 'terminated')
    return { ...head, state: 'terminated', text: '已撤回', at: first.at };
  if (first.state === 'active') {
    const isLate = first.due?.light === 'red';
    return {
      ...head,
      state: isLate ? 'late' : 'active',
      text: isLate ? '超期未签收' : '未签收',
      at: null,
    };
  }
  if (last !== first && last.state === 'completed') {
    return { ...head, state: 'done', text: `已${shortStep(last.name)}`, at: last.at };
  }
  return { ...head, state: 'done', text: `已${shortStep(first.name)}`, at: first.at };
}

function shortStep(name: string): string {
  return /回执/.test(name) ? '回执' : /阅/.test(name) ? '阅办' : '签收';
}
