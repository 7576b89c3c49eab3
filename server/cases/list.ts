import { behind, cursorAfter, searchFor, sortOf, type Order } from '../cursor.ts';
import type { Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import type { Page } from '../schema.ts';
import type { Viewer } from '../sessions/schema.ts';
import { oversees } from '../tasks/policy.ts';
import { taskModel } from '../tasks/task.model.ts';
import { caseModel, type CaseRecord } from './case.model.ts';
import { lightFilter } from './due.ts';
import { presentCases } from './present.ts';
import type { CaseQuery, CaseRow } from './schema.ts';

const ORDERS: Record<CaseQuery['sort'], Order> = {
  due: [
    ['dueAt', 1],
    ['_id', 1],
  ],
  newest: [
    ['startedAt', -1],
    ['_id', -1],
  ],
  oldest: [
    ['startedAt', 1],
    ['_id', 1],
  ],
};
/** Most cases looked up by their open steps. A drill-down shows no more than a person reads. */
const MAX_BY_STEP = 5_000;

/** Stands for open steps that no unit holds, in a query. */
export const NO_UNIT = '-';

type Filter = Record<string, unknown>;

/** One page of cases. `forbidden` for the scope `all` without a role that oversees. */
export async function listCases(
  desk: Desk,
  viewer: Viewer,
  query: CaseQuery,
): Promise<Page<CaseRow>> {
  const order = ORDERS[query.sort];
  const now = desk.clock.now();
  const conditions: Filter[] = [await scopeFilter(desk, viewer, query)];
  if (query.business !== undefined) conditions.push({ business: query.business });
  if (query.state === 'incident') conditions.push({ state: 'active', incidents: { $gt: 0 } });
  else if (query.state !== undefined) conditions.push({ state: query.state });
  const byStep = query.lightOf === 'step' && query.light !== undefined;
  if (query.step !== undefined || query.unit !== undefined || byStep) {
    conditions.push(await byOpenStep(desk, query, now));
  } else if (query.light !== undefined) {
    conditions.push({ state: 'active', ...lightFilter(query.light, now) });
  }
  if (query.q !== undefined && query.q !== '') {
    const words = searchFor(query.q);
    conditions.push({ $or: [{ title: words }, { number: words }] });
  }
  const model = caseModel(desk.connection);
  const [total, cases] = await Promise.all([
    model.countDocuments({ $and: conditions }),
    model
      .find({ $and: [...conditions, behind(order, query.after)] })
      .sort(sortOf(order))
      .limit(query.limit + 1)
      .lean<CaseRecord[]>(),
  ]);
  const shown = cases.slice(0, query.limit);
  const last = cases.length > query.limit ? shown.at(-1) : undefined;
  const next = last ? cursorAfter(order, last as unknown as Record<string, unknown>) : null;
  return { rows: await presentCases(desk, shown), total, next };
}

async function scopeFilter(desk: Desk, viewer: Viewer, query: CaseQuery): Promise<Filter> {
  if (query.scope === 'started') return { startedBy: viewer.personId };
  if (query.scope === 'all') {
    if (!oversees(viewer)) throw new Problem('forbidden');
    return {};
  }
  const units = viewer.positions.map(({ unitCode }) => unitCode);
  const held = await taskModel(desk.connection).distinct('caseKey', {
    audience: { $in: viewer.groups },
    state: 'open',
  });
  return { $or: [{ startedByUnit: { $in: units } }, { _id: { $in: held.slice(0, MAX_BY_STEP) } }] };
}

async function byOpenStep(desk: Desk, query: CaseQuery, now: number): Promise<Filter> {
  const { step, unit, light } = query;
  const held = await taskModel(desk.connection).distinct('caseKey', {
    state: 'open',
    ...(step === undefined ? {} : { step }),
    ...(unit === undefined ? {} : { unitCode: unit === NO_UNIT ? null : unit }),
    ...(light === undefined ? {} : lightFilter(light, now)),
  });
  return { _id: { $in: held.slice(0, MAX_BY_STEP) } };
}
