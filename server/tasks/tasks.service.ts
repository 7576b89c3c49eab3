import { isNotFound } from '../broker/broker-error.ts';
import { writeAct } from '../cases/act.ts';
import { caseModel, scopeModel, type StepRecord } from '../cases/case.model.ts';
import { visible } from '../cases/variable.projection.ts';
import { instant, needBroker, personsIn, positionOf, refOf, type Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import { findForm } from '../forms/find-form.ts';
import { rawOf } from '../model.ts';
import type { PersonRef } from '../schema.ts';
import type { Services } from '../services.ts';
import type { Viewer } from '../sessions/schema.ts';
import { completeTask, findCandidateTask, refuseClosed } from './complete.ts';
import { findDraft, hasDraft, saveDraft } from './draft.ts';
import { countTasks, listTasks } from './list.ts';
import { mayHandle, mayOpen } from './policy.ts';
import { isSubmitting, presentDraft, presentTasks } from './present.ts';
import { lastReturn, planReturn, readGround, returnTargets, type ReturnPlan } from './return.ts';
import type { Accepted, ReturnInput, ReturnPreview, ReturnTarget, TaskDetail } from './schema.ts';
import { taskModel, type TaskRecord } from './task.model.ts';

/** Most open steps listed in a preview; a fan-out has one line per unit. */
const MAX_PREVIEW = 200;

/** Tasks: inbox, task page, and all that a person does with a task. */
export function createTasks(desk: Desk): Services['tasks'] {
  return {
    list: (viewer, query) => listTasks(desk, viewer, query),
    counts: (viewer) => countTasks(desk, viewer),
    get: (viewer, key) => getTask(desk, viewer, key),
    claim: (viewer, key) => claim(desk, viewer, key),
    release: (viewer, key) => release(desk, viewer, key),
    saveDraft: async (viewer, key, input) => {
      const task = await findCandidateTask(desk, viewer, key);
      if (task.state !== 'open') await refuseClosed(desk, viewer, task, input);
      return saveDraft(desk, viewer, key, input);
    },
    complete: (viewer, key, input) => completeTask(desk, viewer, key, input),
    previewReturn: (viewer, key, to) => previewReturn(desk, viewer, key, to),
    return: (viewer, key, input) => returnTask(desk, viewer, key, input),
  };
}

async function getTask(desk: Desk, viewer: Viewer, key: string): Promise<TaskDetail> {
  const task = await rawOf(taskModel(desk.connection)).findOne({ _id: key });
  if (!task || !mayOpen(viewer, task)) throw new Problem('not_found');
  const may = mayHandle(viewer, task) && !isSubmitting(task, desk.clock.now());
  const [rows, form, scopes, draft, found, ground] = await Promise.all([
    presentTasks(desk, [task], viewer.personId),
    findForm(desk, task.formKey),
    rawOf(scopeModel(desk.connection))
      .find({ _id: { $in: task.scopes } })
      .toArray(),
    hasDraft(task, viewer.personId) ? findDraft(desk, key, viewer.personId) : null,
    rawOf(caseModel(desk.connection)).findOne(
      { _id: task.caseKey },
      { projection: { documentIds: 1 } },
    ),
    may ? readGround(desk, task, false) : null,
  ]);
  const [row] = rows;
  if (!row) throw new Problem('not_found');
  const targets = ground ? await presentTargets(desk, returnTargets(ground)) : [];
  const claimed = (task.claimedBy ?? null) !== null;
  return {
    ...row,
    form,
    variables: visible(task.scopes.map((scope) => scopes.find(({ _id }) => _id === scope))),
    draft: draft ? presentDraft(draft) : null,
    actionLabel: task.actionLabel ?? { sign: '签收', read: '已阅', todo: '提交' }[task.kind],
    basis: task.basis,
    documentIds: found?.documentIds ?? [],
    returnTargets: targets,
    can: {
      claim: may && !claimed && task.audience.length > 0 && task.assignee === null,
      release: may && claimed,
      complete: may,
      saveDraft: may,
      return: may && targets.length > 0,
    },
  };
}

async function presentTargets(desk: Desk, steps: readonly StepRecord[]): Promise<ReturnTarget[]> {
  const ids = steps.map(({ by }) => by).filter((id): id is string => id !== null);
  const refs = await desk.identity.personRefs(ids);
  return steps.map((step) => presentTarget(step, refs));
}

function presentTarget(step: StepRecord, refs: ReadonlyMap<string, PersonRef>): ReturnTarget {
  return {
    element: step.element,
    name: step.name,
    completedBy: refOf(refs, step.by, step.byPosition),
    completedAt: step.endedAt === null ? null : instant(step.endedAt),
  };
}

async function claim(desk: Desk, viewer: Viewer, key: string): Promise<Accepted> {
  const task = await findCandidateTask(desk, viewer, key);
  const { personId } = viewer;
  const claimed = await taskModel(desk.connection)
    .findOneAndUpdate(
      { _id: key, state: 'open', claimedBy: { $in: [null, personId] } },
      { $set: { claimedBy: personId, claimedAt: desk.clock.now() } },
    )
    .lean<TaskRecord>();
  if (!claimed) {
    const now = await taskModel(desk.connection).findOne({ _id: key }).lean<TaskRecord>();
    if (now?.state !== 'open') throw new Problem('task_not_open');
    const refs = await desk.identity.personRefs([now.claimedBy ?? '']);
    throw new Problem('task_claimed', {
      values: { by: refOf(refs, now.claimedBy)?.name ?? '他人' },
    });
  }
  if (claimed.claimedBy !== personId) await record(desk, viewer, task, 'claim', '签领');
  return { accepted: true, message: '已签领，该任务由您办理。' };
}

async function release(desk: Desk, viewer: Viewer, key: string): Promise<Accepted> {
  const task = await findCandidateTask(desk, viewer, key);
  const released = await taskModel(desk.connection).updateOne(
    { _id: key, state: 'open', claimedBy: viewer.personId },
    { $set: { claimedBy: null, claimedAt: null } },
  );
  if (released.matchedCount === 0) throw new Problem('task_not_claimed');
  await record(desk, viewer, task, 'release', '退回待签领');
  return { accepted: true, message: '已放弃签领，其他人员可以办理。' };
}

async function record(
  desk: Desk,
  viewer: Viewer,
  task: TaskRecord,
  type: 'claim' | 'release',
  text: string,
): Promise<void> {
  const { caseKey, elementInstanceKey: step, audience } = task;
  await writeAct(desk, viewer, {
    caseKey,
    type,
    text: `${text}：${task.stepName}`,
    step,
    audience,
  });
  desk.hub.tell({ groups: new Set(audience), cases: new Set([caseKey]) });
}

async function groundFor(desk: Desk, viewer: Viewer, key: string, to: string) {
  const task = await findCandidateTask(desk, viewer, key);
  if (task.state !== 'open') throw new Problem('task_not_open');
  if (!mayHandle(viewer, task)) throw new Problem('task_claimed', { values: { by: '他人' } });
  const ground = await readGround(desk, task, true);
  if (!ground) throw new Problem('not_found');
  return { task, ground, plan: await planReturn(desk, ground, to) };
}

async function previewReturn(
  desk: Desk,
  viewer: Viewer,
  key: string,
  to: string,
): Promise<ReturnPreview> {
  const { ground, plan } = await groundFor(desk, viewer, key, to);
  const open = await openUnder(desk, plan, ground.task);
  const people = [
    ...plan.voids.map(({ by }) => by ?? ''),
    ...open.flatMap(({ audience }) => personsIn(audience)),
    plan.target.by ?? '',
  ].filter((id) => id !== '');
  const refs = await desk.identity.personRefs(people);
  return {
    to: presentTarget(plan.target, refs),
    cancels: open.map((task) => ({
      step: task.step,
      stepName: task.stepName,
      holder: desk.identity.groupsLabel(task.audience),
    })),
    voids: plan.voids.slice(0, MAX_PREVIEW).map((step) => ({
      stepName: step.name,
      by: refOf(refs, step.by, step.byPosition),
      opinion: step.opinion ?? '',
    })),
    clock: plan.clock,
  };
}

/** Open tasks inside what ends; child cases of call activities are found by their case. */
async function openUnder(desk: Desk, plan: ReturnPlan, task: TaskRecord): Promise<TaskRecord[]> {
  const ending = new Set(plan.terminate.map(({ _id }) => _id));
  const open = await taskModel(desk.connection)
    .find({ caseKey: task.caseKey, state: 'open' })
    .limit(5_000)
    .lean<TaskRecord[]>();
  return open
    .filter(
      ({ scopes, processInstanceKey }) =>
        scopes.some((key) => ending.has(key)) || processInstanceKey !== task.processInstanceKey,
    )
    .slice(0, MAX_PREVIEW);
}

async function returnTask(
  desk: Desk,
  viewer: Viewer,
  key: string,
  input: ReturnInput,
): Promise<Accepted> {
  const { task, ground, plan } = await groundFor(desk, viewer, key, input.to);
  needBroker(desk);
  const byPosition = positionOf(viewer, task.audience);
  const said = { reason: input.reason, by: viewer.personId, byPosition };
  const now = desk.clock.now();
  const reserved = await taskModel(desk.connection).updateOne(
    { _id: key, state: 'open', submittingAt: { $not: { $gt: now - 2_000 } } },
    { $set: { submittingBy: viewer.personId, submittingAt: now } },
  );
  if (reserved.matchedCount === 0) throw new Problem('task_submitting');
  try {
    await desk.broker.modify({
      processInstanceKey: task.processInstanceKey,
      activate: [
        {
          elementId: plan.activate,
          ancestorKey: plan.scopeKey === task.processInstanceKey ? undefined : plan.scopeKey,
          variables: { lastReturn: lastReturn(ground, plan, said) },
        },
      ],
      terminate: plan.terminate.map(({ _id }) => _id),
    });
  } catch (error) {
    await taskModel(desk.connection).updateOne(
      { _id: key },
      { $set: { submittingBy: null, submittingAt: null } },
    );
    if (isNotFound(error)) throw new Problem('task_not_open', { cause: error });
    throw error;
  }
  desk.hub.tell({ groups: new Set(task.audience), cases: new Set([task.caseKey]) });
  return { accepted: true, message: `已退回至“${plan.toName}”。` };
}
