import type { Router } from 'express';
import { caseQuerySchema } from '../../../server/cases/schema.ts';
import type { CaseQuery, CaseRow } from '../../../server/cases/schema.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { unitQuerySchema } from '../../../server/units/schema.ts';
import { lightWords } from '../../helpers/words.ts';
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
    const [page, businesses, unitName] = await Promise.all([
      context.services.cases.list(viewer, query),
      context.services.businesses.list(viewer),
      unitNameOf(context, viewer, query.unit),
    ]);
    const words = filterWords(query, page.rows, unitName);
    const isFragment = req.query['fragment'] === '1';
    await context.render(req, res, isFragment ? 'cases/list' : 'cases/page', {
      title: titles[query.scope],
      entries: ['islands/inbox/inbox.ts'],
      active: actives[query.scope],
      ...(isFragment ? { layout: false } : {}),
      query,
      businesses,
      filterWords: words,
      page: { ...page, rows: page.rows.map((row) => withMoreWaiting(row, query.step)) },
      next: page.next ? nextHref(query, page.next) : null,
      clearHref: words.length > 0 ? `/cases?scope=${query.scope}` : null,
    });
  });
}

async function unitNameOf(
  context: PageContext,
  viewer: Viewer,
  code: string | undefined,
): Promise<string> {
  if (code === undefined) return '';
  if (code === '-') return '未指定单位';
  const units = await context.services.units.list(viewer, unitQuerySchema.parse({ q: code }));
  return units.rows.find((unit) => unit.code === code)?.name ?? code;
}

/** The step a list was drilled down to stands first among those that a case waits for. */
function withMoreWaiting(row: CaseRow, step?: string): CaseRow & { moreWaiting: number } {
  const isAsked = (one: { element: string }): number => Number(one.element === step);
  const waitingFor = [...row.waitingFor].sort((a, b) => isAsked(b) - isAsked(a));
  return { ...row, waitingFor, moreWaiting: Math.max(0, row.waitingFor.length - 1) };
}

function filterWords(query: CaseQuery, rows: readonly CaseRow[], unitName: string): string[] {
  const waiting = rows.flatMap(({ waitingFor }) => waitingFor);
  const step = waiting.find(({ element }) => element === query.step)?.stepName ?? query.step;
  const light = query.light === 'soon' ? '即将到期' : lightWords[query.light ?? 'none'];
  return [
    query.q ? `含“${query.q}”` : '',
    query.unit ? `承办单位：${unitName}` : '',
    query.step ? `停在环节：${step}` : '',
    query.light && query.lightOf === 'step' ? `有${light}的环节` : '',
  ].filter(Boolean);
}

function nextHref(query: CaseQuery, after: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, after })) {
    if (value !== undefined && name !== 'limit') parameters.set(name, String(value));
  }
  return `/cases?${parameters.toString()}`;
}
