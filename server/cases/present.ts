import { instant, personsIn, refOf, type Desk } from '../desk.ts';
import { taskModel, type TaskRecord } from '../tasks/task.model.ts';
import { positionModel, type CaseRecord, type PositionRecord } from './case.model.ts';
import { presentDue } from './due.ts';
import type { CaseRow } from './schema.ts';

/** Up to this many open tasks of a step are named by their holders; more are counted. */
const NAMED = 3;

/** Rows as the contract has them. Three look-ups for all rows, however many copies a case has. */
export async function presentCases(desk: Desk, cases: readonly CaseRecord[]): Promise<CaseRow[]> {
  const waiting = await waitingFor(
    desk,
    cases.filter(({ state }) => state === 'active'),
  );
  const starters = cases.map(({ startedBy }) => startedBy);
  const refs = await desk.identity.personRefs(starters.filter((id) => id !== null));
  const now = desk.clock.now();
  return cases.map((found) => ({
    key: found._id,
    number: found.number,
    business: found.business,
    businessTitle: desk.packages.title(found.business),
    title: found.title,
    urgency: found.urgency,
    state: found.state === 'active' && found.incidents > 0 ? 'incident' : found.state,
    startedBy: refOf(refs, found.startedBy),
    startedAt: instant(found.startedAt),
    endedAt: found.endedAt === null ? null : instant(found.endedAt),
    due: presentDue(desk.calendar, found, found.endedAt ?? now),
    waitingFor: waiting.get(found._id) ?? [],
  }));
}

async function waitingFor(
  desk: Desk,
  cases: readonly CaseRecord[],
): Promise<Map<string, CaseRow['waitingFor']>> {
  const keys = cases.map(({ _id }) => _id);
  const open = await positionModel(desk.connection)
    .find({ caseKey: { $in: keys }, type: 'USER_TASK', active: { $gt: 0 } })
    .lean<PositionRecord[]>();
  const few = open.filter(({ active }) => active <= NAMED);
  const one = open.filter(({ active }) => active > NAMED);
  const named = await Promise.all([
    tasksOf(desk, few),
    ...one.map((position) => tasksOf(desk, [position], 1)),
  ]);
  const tasks = named.flat();
  await desk.identity.personRefs(tasks.flatMap(({ audience }) => personsIn(audience)));
  const rows = new Map<string, CaseRow['waitingFor']>();
  for (const { caseKey, element, active } of open) {
    const mine = tasks.filter((task) => task.caseKey === caseKey && task.step === element);
    const first = mine[0];
    if (!first) continue;
    const holders =
      active <= NAMED
        ? [...new Set(mine.map((task) => holderOf(desk, task)))].join('；')
        : `${active} 个办理单位`;
    const list = rows.get(caseKey) ?? [];
    list.push({ element, stepName: first.stepName, holders, count: active });
    rows.set(caseKey, list);
  }
  return rows;
}

async function tasksOf(
  desk: Desk,
  positions: readonly PositionRecord[],
  limit = 1000,
): Promise<TaskRecord[]> {
  if (positions.length === 0) return [];
  return taskModel(desk.connection)
    .find({
      caseKey: { $in: [...new Set(positions.map(({ caseKey }) => caseKey))] },
      state: 'open',
      step: { $in: [...new Set(positions.map(({ element }) => element))] },
    })
    .limit(limit)
    .lean<TaskRecord[]>();
}

/** Who holds a task, in words: who claimed it, else its candidates. */
export function holderOf(
  desk: Desk,
  { claimedBy, audience }: Pick<TaskRecord, 'claimedBy' | 'audience'>,
): string {
  const groups = (claimedBy ?? null) === null ? audience : [`person:${claimedBy}`];
  return desk.identity.groupsLabel(groups);
}
