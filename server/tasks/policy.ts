import type { Viewer } from '../sessions/schema.ts';
import type { TaskRecord } from './task.model.ts';

/** Roles that may look at every case to supervise it. */
const OVERSEERS = new Set(['supervisor', 'admin']);

/** Whether the viewer looks after all cases (督查, 管理). Looking is not handling. */
export function oversees(viewer: Pick<Viewer, 'roles'>): boolean {
  return viewer.roles.some((role) => OVERSEERS.has(role));
}

/** Whether the task lies in one of the viewer's boxes: candidate or assignee. */
export function isCandidate(
  viewer: Pick<Viewer, 'groups'>,
  task: Pick<TaskRecord, 'audience'>,
): boolean {
  return task.audience.some((group) => viewer.groups.includes(group));
}

/** Whether the viewer may act on the task now: a candidate, and nobody else has claimed it. */
export function mayHandle(
  viewer: Pick<Viewer, 'groups' | 'personId'>,
  task: Pick<TaskRecord, 'audience' | 'claimedBy' | 'state'>,
): boolean {
  const free = (task.claimedBy ?? null) === null || task.claimedBy === viewer.personId;
  return task.state === 'open' && free && isCandidate(viewer, task);
}

/** Whether the viewer may open the task's page: candidate, who completed it, or who oversees. */
export function mayOpen(viewer: Viewer, task: TaskRecord): boolean {
  return isCandidate(viewer, task) || task.by === viewer.personId || oversees(viewer);
}
