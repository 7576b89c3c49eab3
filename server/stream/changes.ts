import type { Views } from './views.ts';

/** What changed, for those who look: candidate groups whose boxes, and cases. */
export interface Changes {
  readonly groups: ReadonlySet<string>;
  readonly cases: ReadonlySet<string>;
}

/** Reads off the views what the batch about to be written changes. */
export function changesOf(views: Views): Changes {
  const groups = new Set<string>();
  const cases = new Set<string>();
  for (const task of views.tasks.pending()) {
    for (const group of task.audience) groups.add(group);
    if (task.by !== null) groups.add(`person:${task.by}`);
    cases.add(task.caseKey);
  }
  for (const { _id, startedBy } of views.cases.pending()) {
    cases.add(_id);
    if (startedBy !== null) groups.add(`person:${startedBy}`);
  }
  for (const { caseKey, shown } of views.steps.pending()) if (shown) cases.add(caseKey);
  return { groups, cases };
}
