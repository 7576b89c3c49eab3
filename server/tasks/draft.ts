import type { Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import type { Viewer } from '../sessions/schema.ts';
import { presentDraft } from './present.ts';
import type { Draft, DraftInput } from './schema.ts';
import { draftModel, taskModel, type DraftRecord, type TaskRecord } from './task.model.ts';

const idOf = (taskKey: string, personId: string): string => `${taskKey}|${personId}`;

/** Whether a person has a draft on a task, as far as the task knows; a mark may lack its draft. */
export function hasDraft(task: Pick<TaskRecord, 'draftBy'>, personId: string): boolean {
  return task.draftBy?.includes(personId) ?? false;
}

/** What a person wrote on a task, or null. */
export async function findDraft(
  desk: Desk,
  taskKey: string,
  personId: string,
): Promise<DraftRecord | null> {
  return draftModel(desk.connection)
    .findOne({ _id: idOf(taskKey, personId) })
    .lean<DraftRecord>();
}

/**
 * Saves a draft over the version it was written on. Throws `draft_stale` with the newer draft in
 * `extra.draft` when it was saved elsewhere since.
 */
export async function saveDraft(
  desk: Desk,
  viewer: Viewer,
  taskKey: string,
  input: DraftInput,
): Promise<Draft> {
  const _id = idOf(taskKey, viewer.personId);
  const model = draftModel(desk.connection);
  const fields = {
    taskKey,
    personId: viewer.personId,
    savedAt: desk.clock.now(),
    variables: JSON.stringify(input.variables),
    opinion: input.opinion,
  };
  const version = input.baseVersion + 1;
  await mark(desk, taskKey, viewer.personId);
  if (input.baseVersion === 0) {
    const made = await model.updateOne(
      { _id },
      { $setOnInsert: { ...fields, version } },
      { upsert: true },
    );
    if (made.upsertedCount === 0) throw await stale(desk, taskKey, viewer.personId);
  } else {
    const changed = await model.updateOne(
      { _id, version: input.baseVersion },
      { $set: { ...fields, version } },
    );
    if (changed.matchedCount === 0) throw await stale(desk, taskKey, viewer.personId);
  }
  return presentDraft({ _id, ...fields, version });
}

/** Keeps what a person was about to submit, whatever version there is: nothing may be lost. */
export async function keepDraft(
  desk: Desk,
  viewer: Viewer,
  taskKey: string,
  input: { variables: Record<string, unknown>; opinion: string },
): Promise<void> {
  const fields = {
    taskKey,
    personId: viewer.personId,
    savedAt: desk.clock.now(),
    variables: JSON.stringify(input.variables),
    opinion: input.opinion,
  };
  await mark(desk, taskKey, viewer.personId);
  await draftModel(desk.connection).updateOne(
    { _id: idOf(taskKey, viewer.personId) },
    { $set: fields, $inc: { version: 1 } },
    { upsert: true },
  );
}

/** Removes a draft that was submitted. */
export async function dropDraft(desk: Desk, taskKey: string, personId: string): Promise<void> {
  await draftModel(desk.connection).deleteOne({ _id: idOf(taskKey, personId) });
  await unmark(desk, taskKey, personId);
}

/** Before the draft itself is written: a draft without its mark would not be found. */
async function mark(desk: Desk, taskKey: string, personId: string): Promise<void> {
  await taskModel(desk.connection).updateOne(
    { _id: taskKey },
    { $addToSet: { draftBy: personId } },
  );
}

async function unmark(desk: Desk, taskKey: string, personId: string): Promise<void> {
  await taskModel(desk.connection).updateOne({ _id: taskKey }, { $pull: { draftBy: personId } });
}

async function stale(desk: Desk, taskKey: string, personId: string): Promise<Problem> {
  const newer = await findDraft(desk, taskKey, personId);
  if (!newer) await unmark(desk, taskKey, personId);
  return new Problem('draft_stale', { extra: { draft: newer ? presentDraft(newer) : null } });
}
