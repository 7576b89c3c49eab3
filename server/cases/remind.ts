import type { Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import type { Viewer } from '../sessions/schema.ts';
import type { Accepted } from '../tasks/schema.ts';
import { taskModel, type TaskRecord } from '../tasks/task.model.ts';
import { writeAct } from './act.ts';
import { actModel, type ActRecord, type CaseRecord } from './case.model.ts';
import type { ReminderInput } from './schema.ts';

/** A step is reminded of at most once in this time. Unit: ms. */
const PAUSE_MS = 3_600_000;
/** Most steps reminded of at once. */
const MAX_STEPS = 5_000;

/**
 * 催办: reminds the holders of the open steps, or of one, and writes it down. Steps reminded of less
 * than an hour ago are left out; when none is left, `reminder_too_soon` says when.
 */
export async function remind(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  input: ReminderInput,
): Promise<Accepted> {
  const now = desk.clock.now();
  const open = await taskModel(desk.connection)
    .find({
      caseKey: found._id,
      state: 'open',
      ...(input.step === undefined ? {} : { elementInstanceKey: input.step }),
    })
    .limit(MAX_STEPS)
    .lean<TaskRecord[]>();
  if (open.length === 0) throw new Problem('task_not_open');
  const recent = await actModel(desk.connection)
    .find({
      caseKey: found._id,
      type: 'remind',
      at: { $gt: now - PAUSE_MS },
    })
    .lean<ActRecord[]>();
  const reminded = new Set(recent.flatMap(({ steps }) => steps));
  const due = open.filter(({ elementInstanceKey }) => !reminded.has(elementInstanceKey));
  if (due.length === 0) {
    const last = Math.max(...recent.map(({ at }) => at));
    const minutes = Math.max(1, Math.ceil((last + PAUSE_MS - now) / 60_000));
    const retryAfterSeconds = minutes * 60;
    throw new Problem('reminder_too_soon', { values: { minutes }, retryAfterSeconds });
  }
  const audience = [...new Set(due.flatMap((task) => task.audience))];
  await writeAct(desk, viewer, {
    caseKey: found._id,
    type: 'remind',
    text: input.text,
    step: input.step ?? null,
    audience,
    steps: due.map(({ elementInstanceKey }) => elementInstanceKey),
  });
  desk.hub.tell({ groups: new Set(audience), cases: new Set([found._id]) });
  return { accepted: true, message: `已催办 ${due.length} 个在办环节。` };
}
