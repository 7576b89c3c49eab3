import { actModel, type ActRecord } from '../cases/case.model.ts';
import { instant, refOf, type Desk } from '../desk.ts';
import { rawOf } from '../model.ts';
import type { Reminders } from '../tasks/schema.ts';
import type { TaskRecord } from '../tasks/task.model.ts';
import { NOTICE_TYPES } from './notice.model.ts';

/** Notices read for one page of tasks. */
const MAX_NOTICES = 2_000;

/** How often the holders of open tasks were reminded, by element instance key. One look-up. */
export async function readReminders(
  desk: Desk,
  tasks: readonly TaskRecord[],
): Promise<ReadonlyMap<string, Reminders>> {
  const open = tasks.filter(({ state }) => state === 'open');
  const keys = open.map(({ elementInstanceKey }) => elementInstanceKey);
  const found = new Map<string, Reminders>();
  if (keys.length === 0) return found;
  const acts = await rawOf(actModel(desk.connection))
    .find({ steps: { $in: keys }, type: { $in: [...NOTICE_TYPES] }, kind: { $ne: 'information' } })
    .sort({ at: 1 })
    .limit(MAX_NOTICES)
    .toArray();
  const refs = await desk.identity.personRefs(acts.map(({ by }) => by));
  for (const act of acts) {
    const concerned = new Set(act.steps);
    for (const key of keys.filter((one) => concerned.has(one))) {
      found.set(key, {
        count: (found.get(key)?.count ?? 0) + 1,
        kind: kindOf(act),
        text: act.text,
        at: instant(act.at),
        by: act.type === 'notice' ? null : refOf(refs, act.by, act.byPosition),
      });
    }
  }
  return found;
}

function kindOf({ kind }: ActRecord): Reminders['kind'] {
  return kind === 'warning' || kind === 'overdue' ? kind : 'reminder';
}
