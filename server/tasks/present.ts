import { presentDue } from '../cases/due.ts';
import { instant, personsIn, refOf, type Desk } from '../desk.ts';
import { readReminders } from '../notices/reminders.ts';
import type { PersonRef } from '../schema.ts';
import type { Draft, TaskRow } from './schema.ts';
import type { DraftRecord, TaskRecord } from './task.model.ts';

/** A submission that no record answered is shown as open again after this. Unit: ms. */
export const SUBMITTING_MS = 30_000;

/** Whether a completion is on its way and its record has not arrived. */
export function isSubmitting(task: TaskRecord, now: number): boolean {
  return task.state === 'open' && (task.submittingAt ?? 0) > now - SUBMITTING_MS;
}

/** Rows as the contract has them; people and groups by name. One look-up for all rows. */
export async function presentTasks(
  desk: Desk,
  tasks: readonly TaskRecord[],
  viewerId: string,
): Promise<TaskRow[]> {
  const people = tasks.flatMap((task) => [
    task.from,
    task.claimedBy ?? null,
    task.assignee,
    task.by,
    ...personsIn(task.audience),
  ]);
  const ids = people.filter((id): id is string => id !== null);
  const [refs, reminders] = await Promise.all([
    desk.identity.personRefs(ids),
    readReminders(desk, tasks),
  ]);
  return tasks.map((task) => ({
    ...presentTask(desk, task, refs, viewerId),
    reminders: reminders.get(task.elementInstanceKey) ?? null,
  }));
}

function presentTask(
  desk: Desk,
  task: TaskRecord,
  refs: ReadonlyMap<string, PersonRef>,
  viewerId: string,
): Omit<TaskRow, 'reminders'> {
  const now = desk.clock.now();
  const held = task.state === 'completed' ? task.by : (task.claimedBy ?? task.assignee);
  return {
    key: task._id,
    caseKey: task.caseKey,
    caseNumber: task.number,
    business: task.business,
    businessTitle: desk.packages.title(task.business),
    title: task.title,
    step: task.step,
    stepName: task.stepName,
    kind: task.kind,
    urgency: task.urgency,
    from: refOf(refs, task.from),
    candidates: task.audience.map((group) => desk.identity.groupLabel(group)),
    assignee: refOf(refs, held, task.state === 'completed' ? task.byPosition : null),
    createdAt: instant(task.createdAt),
    due: presentDue(desk.calendar, task, task.endedAt ?? now),
    state: isSubmitting(task, now) ? 'submitting' : task.state,
    completedAt: task.endedAt === null ? null : instant(task.endedAt),
    outcome: task.outcome,
    hasDraft: task.draftBy?.includes(viewerId) ?? false,
  };
}

/** A draft as the contract has it. */
export function presentDraft(draft: DraftRecord): Draft {
  return {
    version: draft.version,
    savedAt: instant(draft.savedAt),
    variables: JSON.parse(draft.variables) as Record<string, unknown>,
    opinion: draft.opinion,
  };
}
