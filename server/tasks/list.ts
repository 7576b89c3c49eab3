import { lightExpression, lightFilter } from '../cases/due.ts';
import { caseModel } from '../cases/case.model.ts';
import { behind, cursorAfter, searchFor, sortOf, type Order } from '../cursor.ts';
import type { Desk } from '../desk.ts';
import { countUnread } from '../notices/unread.ts';
import { rawOf } from '../model.ts';
import type { Light, Page } from '../schema.ts';
import type { Viewer } from '../sessions/schema.ts';
import { presentTasks } from './present.ts';
import type { Box, TaskCounts, TaskQuery, TaskRow } from './schema.ts';
import { taskModel } from './task.model.ts';

const OPEN_ORDERS: Record<TaskQuery['sort'], Order> = {
  due: [
    ['dueAt', 1],
    ['_id', 1],
  ],
  newest: [
    ['createdAt', -1],
    ['_id', -1],
  ],
  oldest: [
    ['createdAt', 1],
    ['_id', 1],
  ],
  urgency: [
    ['urgencyRank', 1],
    ['dueAt', 1],
    ['_id', 1],
  ],
};
const DONE_ORDERS: Record<TaskQuery['sort'], Order> = {
  due: [
    ['endedAt', -1],
    ['_id', -1],
  ],
  newest: [
    ['endedAt', -1],
    ['_id', -1],
  ],
  oldest: [
    ['endedAt', 1],
    ['_id', 1],
  ],
  urgency: [
    ['urgencyRank', 1],
    ['endedAt', -1],
    ['_id', -1],
  ],
};

type Filter = Record<string, unknown>;

/** Open tasks that a viewer may act on: candidate, and not claimed by somebody else. */
export function openFilter(viewer: Viewer): Filter {
  return {
    audience: { $in: viewer.groups },
    state: 'open',
    claimedBy: { $in: [null, viewer.personId] },
  };
}

function boxFilter(viewer: Viewer, box: Box): Filter {
  if (box === 'done') return { by: viewer.personId, kind: { $in: ['todo', 'sign'] } };
  if (box === 'doneRead') return { by: viewer.personId, kind: 'read' };
  return { ...openFilter(viewer), kind: box };
}

/** One page of a box. Rows behind the cursor; `total` counts the whole box under the filter. */
export async function listTasks(
  desk: Desk,
  viewer: Viewer,
  query: TaskQuery,
): Promise<Page<TaskRow>> {
  const done = query.box === 'done' || query.box === 'doneRead';
  const order = (done ? DONE_ORDERS : OPEN_ORDERS)[query.sort];
  const conditions: Filter[] = [boxFilter(viewer, query.box)];
  if (query.business !== undefined) conditions.push({ business: query.business });
  if (query.urgency !== undefined) conditions.push({ urgency: query.urgency });
  if (query.light !== undefined) conditions.push(lightFilter(query.light, desk.clock.now()));
  if (query.q !== undefined && query.q !== '') {
    const words = searchFor(query.q);
    conditions.push({ $or: [{ title: words }, { number: words }, { stepName: words }] });
  }
  const model = taskModel(desk.connection);
  const tasks = await rawOf(model)
    .find({ $and: [...conditions, behind(order, query.after)] })
    .sort(sortOf(order))
    .limit(query.limit + 1)
    .toArray();
  // the first page that is not full is the whole box
  const isWhole = (query.after ?? '') === '' && tasks.length <= query.limit;
  const total = isWhole ? tasks.length : await model.countDocuments({ $and: conditions });
  const shown = tasks.slice(0, query.limit);
  const last = tasks.length > query.limit ? shown.at(-1) : undefined;
  return {
    rows: await presentTasks(desk, shown, viewer.personId),
    total,
    next: last ? cursorAfter(order, last as unknown as Record<string, unknown>) : null,
  };
}

/** The numbers beside the boxes: one pass over the viewer's open tasks, two counts of done ones. */
export async function countTasks(desk: Desk, viewer: Viewer): Promise<TaskCounts> {
  const model = taskModel(desk.connection);
  const light = lightExpression(desk.clock.now());
  const [groups, done, doneRead, started, notices] = await Promise.all([
    model.aggregate<{
      _id: { kind: 'todo' | 'sign' | 'read'; business: string; light: Light };
      count: number;
    }>([
      { $match: openFilter(viewer) },
      { $group: { _id: { kind: '$kind', business: '$business', light }, count: { $sum: 1 } } },
    ]),
    model.countDocuments(boxFilter(viewer, 'done')),
    model.countDocuments(boxFilter(viewer, 'doneRead')),
    caseModel(desk.connection).countDocuments({ startedBy: viewer.personId }),
    countUnread(desk, viewer),
  ]);
  const counts: TaskCounts = {
    todo: 0,
    sign: 0,
    read: 0,
    done,
    doneRead,
    started,
    notices,
    overdue: 0,
    byBusiness: [],
    byLight: { none: 0, green: 0, blue: 0, yellow: 0, red: 0 },
  };
  const businesses = new Map<string, number>();
  for (const { _id, count } of groups) {
    counts[_id.kind] += count;
    counts.byLight[_id.light] += count;
    if (_id.light === 'red') counts.overdue += count;
    businesses.set(_id.business, (businesses.get(_id.business) ?? 0) + count);
  }
  counts.byBusiness = [...businesses]
    .map(([business, count]) => ({ business, title: desk.packages.title(business), count }))
    .sort((left, right) => right.count - left.count);
  return counts;
}
