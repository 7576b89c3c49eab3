import type { Router } from 'express';
import { caseQuerySchema } from '../../../server/cases/schema.ts';
import type { CaseQuery, CaseRow } from '../../../server/cases/schema.ts';
import { parseInput, withoutEmpty } from '../../view/parse.ts';
import { viewerOf } from '../../view/person.ts';
import type { PageContext } from '../../view/render.ts';

const titles = { started: '我发起的', unit: '本单位事项', all: '全部事项' } as const;
const actives = { started: 'started', unit: 'unit', all: 'all' } as const;

/** Lists of cases: 我发起的, the unit's, all (supervisors); also where the board drills down to. */
export function casesPage(router: Router, context: PageContext): void {
  router.get('/cases', async (req, res) => {
    const viewer = viewerOf(context, req);
    const query = parseInput(caseQuerySchema, withoutEmpty(req.query));
    const [page, businesses] = await Promise.all([
      context.services.cases.list(viewer, query),
      context.services.businesses.list(viewer),
    ]);
    const isFragment = req.query['fragment'] === '1';
    await context.render(req, res, isFragment ? 'cases/list' : 'cases/page', {
      title: titles[query.scope],
      entries: ['islands/inbox/inbox.ts'],
      active: actives[query.scope],
      ...(isFragment ? { layout: false } : {}),
      query,
      businesses,
      filterWords: filterWords(query),
      page: { ...page, rows: page.rows.map(withMoreWaiting) },
      next: page.next ? nextHref(query, page.next) : null,
      clearHref: filterWords(query).length ? `/cases?scope=${query.scope}` : null,
    });
  });
}

function withMoreWaiting(row: CaseRow): CaseRow & { moreWaiting: number } {
  return { ...row, moreWaiting: Math.max(0, row.waitingFor.length - 1) };
}

function filterWords(query: CaseQuery): string[] {
  return [
    query.q ? `含“${query.q}”` : '',
    query.unit ? `承办单位 ${query.unit}` : '',
    query.step ? `停在环节 ${query.step}` : '',
  ].filter(Boolean);
}

function nextHref(query: CaseQuery, after: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, after })) {
    if (value !== undefined && name !== 'limit') parameters.set(name, String(value));
  }
  return `/cases?${parameters.toString()}`;
}
