import { instant, refOf, type Desk } from '../desk.ts';
import type { Viewer } from '../sessions/schema.ts';
import { taskModel, type TaskRecord } from '../tasks/task.model.ts';
import type { CaseRecord } from './case.model.ts';
import { presentDue } from './due.ts';
import { seesAllCopies } from './policy.ts';
import type { CopyRow } from './schema.ts';

/** Most tasks read for one case's copies. */
const MAX_TASKS = 20_000;

/**
 * Who has signed, at a glance: one row per unit with its tasks inside the multi-instance, by unit
 * code. A unit that only has a copy sees its own row.
 */
export async function presentCopies(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
): Promise<CopyRow[]> {
  const tasks = await taskModel(desk.connection)
    .find({ caseKey: found._id, unitCode: { $ne: null }, copyKey: { $ne: null } })
    .sort({ unitCode: 1, createdAt: 1 })
    .limit(MAX_TASKS)
    .lean<TaskRecord[]>();
  const mine = new Set(viewer.positions.map(({ unitCode }) => unitCode));
  const all = seesAllCopies(viewer, found);
  const shown = tasks.filter(({ unitCode }) => all || mine.has(unitCode ?? ''));
  const people = shown.map(({ by }) => by).filter((id): id is string => id !== null);
  const refs = await desk.identity.personRefs(people);
  const now = desk.clock.now();
  const rows = new Map<string, CopyRow>();
  for (const task of shown) {
    const unitCode = task.unitCode ?? '';
    const row = rows.get(unitCode) ?? {
      unitCode,
      unitName: desk.identity.unitName(unitCode),
      steps: [],
    };
    rows.set(unitCode, row);
    row.steps.push({
      element: task.step,
      name: task.stepName,
      state: STATES[task.state],
      isWithdrawn: (task.errorCode ?? null) !== null,
      at: task.endedAt === null ? null : instant(task.endedAt),
      by: refOf(refs, task.by, task.byPosition),
      opinion: task.opinion,
      due: presentDue(desk.calendar, task, task.endedAt ?? now),
    });
  }
  return [...rows.values()];
}

const STATES = { open: 'active', completed: 'completed', canceled: 'terminated' } as const;
