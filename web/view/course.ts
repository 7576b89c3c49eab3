import type { CaseStep, Progress } from '../../server/cases/schema.ts';

/** A step that a person or a wait made worth showing; gateways and flows are not. */
const shownTypes = new Set([
  'USER_TASK',
  'RECEIVE_TASK',
  'CALL_ACTIVITY',
  'START_EVENT',
  'END_EVENT',
  'INTERMEDIATE_CATCH_EVENT',
  'ACT',
]);

/**
 * The course as officials read it: the steps that somebody did or waits for. Many copies of one
 * multi-instance step (500 units) are folded into one line with a link to the copies. Only the
 * latest steps are read, so `progress` says how many units an open one still waits for.
 */
export function courseOf(
  steps: readonly CaseStep[],
  progress: readonly Progress[] = [],
): (CaseStep & { folded: number })[] {
  const shown = steps.filter((step) => shownTypes.has(step.type) || step.by !== null);
  const groups = new Map<string, CaseStep[]>();
  for (const step of shown) {
    // What people did and were told has no element; each stays a line of its own.
    const id = step.type === 'ACT' ? step.key : `${step.element} ${step.state}`;
    const group = groups.get(id) ?? [];
    group.push(step);
    groups.set(id, group);
  }
  const course: (CaseStep & { folded: number })[] = [];
  for (const group of groups.values()) {
    if (group.length <= 12) course.push(...group.map((step) => ({ ...step, folded: 0 })));
    else {
      const last = group[group.length - 1]!;
      const folded =
        last.state === 'active' ? waitedFor(last, group.length, progress) : group.length;
      course.push({ ...last, holder: `${folded} 个单位`, by: null, opinion: null, folded });
    }
  }
  return course.sort((a, b) => a.startedAt.localeCompare(b.startedAt));
}

function waitedFor({ element }: CaseStep, read: number, progress: readonly Progress[]): number {
  const known = progress.find((one) => one.element === element);
  return known ? Math.max(read, known.total - known.completed - known.terminated) : read;
}
