import { isNotFound } from '../broker/broker-error.ts';
import { chineseTime } from '../clock/index.ts';
import { needBroker, positionOf, refOf, type Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import { checkAnswer } from '../forms/check-answer.ts';
import { feel } from '../forms/feel.ts';
import { findForm } from '../forms/find-form.ts';
import { rawOf } from '../model.ts';
import type { Viewer } from '../sessions/schema.ts';
import { dropDraft, hasDraft, keepDraft } from './draft.ts';
import { isCandidate } from './policy.ts';
import { SUBMITTING_MS } from './present.ts';
import type { Accepted, CompletionInput } from './schema.ts';
import { taskModel, type TaskRecord } from './task.model.ts';

/**
 * Completes a task. What the person wrote is kept as a draft until the broker has accepted it.
 * Failures, in order: not_found (not in the viewer's boxes), task_already_completed /
 * task_not_open / task_claimed / task_submitting, form_invalid, broker_unavailable.
 */
export async function completeTask(
  desk: Desk,
  viewer: Viewer,
  key: string,
  input: CompletionInput,
): Promise<Accepted> {
  const task = await findCandidateTask(desk, viewer, key);
  if (task.state !== 'open') await refuseClosed(desk, viewer, task, input);
  const variables = await checkForm(desk, task, input);
  await keepDraftUnlessBrokerUp(desk, viewer, key, input);
  const reserved = await reserve(desk, viewer, task, input);
  const { personId } = viewer;
  const words = {
    opinion: input.opinion,
    completedBy: personId,
    completedByPosition: positionOf(viewer, task.audience),
  };
  try {
    const answer = { ...variables, ...words };
    if (task.native) await desk.broker.completeUserTask(key, answer);
    else await desk.broker.completeJob(key, answer);
  } catch (error) {
    await keepDraft(desk, viewer, key, input);
    if (error instanceof Problem && error.code === 'broker_timeout') throw error;
    await release(desk, key, personId);
    if (isNotFound(error)) return refuseClosed(desk, viewer, await afterwards(desk, key), input);
    throw withDraft(error);
  }
  if (hasDraft(reserved, personId)) await dropDraft(desk, key, personId);
  desk.hub.tell({ groups: new Set(task.audience), cases: new Set([task.caseKey]) });
  return { accepted: true, message: '已提交，正在办理。' };
}

/** The task when it lies in the viewer's boxes; `not_found` otherwise, as if it did not exist. */
export async function findCandidateTask(
  desk: Desk,
  viewer: Viewer,
  key: string,
): Promise<TaskRecord> {
  const task = await rawOf(taskModel(desk.connection)).findOne({ _id: key });
  if (!task || !isCandidate(viewer, task)) throw new Problem('not_found');
  return task;
}

async function checkForm(
  desk: Desk,
  task: TaskRecord,
  input: CompletionInput,
): Promise<Record<string, unknown>> {
  const form = await findForm(desk, task.formKey);
  if (form === null) return {};
  const checked = checkAnswer(form, input.variables, feel);
  if (!checked.ok) throw new Problem('form_invalid', { errors: checked.errors });
  return checked.variables;
}

async function keepDraftUnlessBrokerUp(
  desk: Desk,
  viewer: Viewer,
  key: string,
  input: CompletionInput,
): Promise<void> {
  try {
    needBroker(desk);
  } catch (error) {
    await keepDraft(desk, viewer, key, input);
    throw withDraft(error);
  }
}

/**
 * Marks the task as being submitted, for one person only: the second one is told who. Answers the
 * task as it is by then.
 */
async function reserve(
  desk: Desk,
  viewer: Viewer,
  task: TaskRecord,
  input: CompletionInput,
): Promise<TaskRecord> {
  const now = desk.clock.now();
  const { personId } = viewer;
  const reserved = await taskModel(desk.connection)
    .findOneAndUpdate(
      {
        _id: task._id,
        state: 'open',
        claimedBy: { $in: [null, personId] },
        $or: [
          { submittingAt: null },
          { submittingAt: { $lte: now - SUBMITTING_MS } },
          { submittingBy: personId, submittingAt: { $lte: now - 2_000 } },
        ],
      },
      { $set: { submittingBy: personId, submittingAt: now } },
    )
    .lean<TaskRecord>();
  if (reserved) return reserved;
  const current = await afterwards(desk, task._id);
  if (current.state !== 'open') return refuseClosed(desk, viewer, current, input);
  await keepDraft(desk, viewer, task._id, input);
  const claimed = current.claimedBy ?? null;
  const other = claimed !== null && claimed !== personId ? claimed : current.submittingBy;
  const by = await nameOf(desk, other ?? null);
  if (claimed !== null && claimed !== personId) {
    throw new Problem('task_claimed', { values: { by } });
  }
  if (other === personId) throw new Problem('task_submitting', { retryAfterSeconds: 1 });
  throw new Problem('task_already_completed', { values: { by: `${by}于刚刚` } });
}

async function release(desk: Desk, key: string, personId: string): Promise<void> {
  await taskModel(desk.connection).updateOne(
    { _id: key, submittingBy: personId },
    { $set: { submittingBy: null, submittingAt: null } },
  );
}

async function afterwards(desk: Desk, key: string): Promise<TaskRecord> {
  const task = await taskModel(desk.connection).findOne({ _id: key }).lean<TaskRecord>();
  if (!task) throw new Problem('not_found');
  return task;
}

/** The task is over: the person's words are kept, and they are told who was first. */
export async function refuseClosed(
  desk: Desk,
  viewer: Viewer,
  task: TaskRecord,
  input: CompletionInput,
): Promise<never> {
  await keepDraft(desk, viewer, task._id, input);
  if (task.state === 'completed') {
    const when = task.endedAt === null ? '' : `于${chineseTime(task.endedAt)}`;
    const by = `${await nameOf(desk, task.by)}${when}`;
    throw new Problem('task_already_completed', { values: { by } });
  }
  throw new Problem('task_not_open');
}

async function nameOf(desk: Desk, personId: string | null): Promise<string> {
  if (personId === null) return '其他人员';
  const refs = await desk.identity.personRefs([personId]);
  return refOf(refs, personId)?.name ?? personId;
}

function withDraft(error: unknown): unknown {
  if (!(error instanceof Problem) || error.status !== 503) return error;
  return new Problem(error.code, {
    detail: '流程引擎暂时不可用，您的内容已保存为草稿，请稍后再提交。',
    retryAfterSeconds: 2,
    cause: error,
  });
}
