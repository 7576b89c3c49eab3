import type { DueCache } from '../cases/case.model.ts';
import { dueOfDate, dueOfTask } from '../cases/due.ts';
import { stepLadder } from '../cases/clock.projection.ts';
import { urgencyRank } from '../cases/variable.projection.ts';
import {
  USER_TASK_JOB,
  type ExportedRecord,
  type JobValue,
  type UserTaskValue,
} from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import type { ProjectedTask, TaskKind } from './task.model.ts';
import { audienceOf, unitOf, workOfJob, workOfUserTask, type Work } from './work.ts';

/**
 * Keeps the tasks people see that are jobs of the user task type. What a completion says about
 * itself (opinion, outcome, who) travels in the job's variables, and goes to the step as well.
 * Source: Zeebe's JOB records, intents CREATED, COMPLETED, CANCELED, ERROR_THROWN, MIGRATED.
 */
export function projectJob(record: ExportedRecord, views: Views): void {
  const value = record.value as unknown as JobValue;
  if (value.type !== USER_TASK_JOB) return;
  switch (record.intent) {
    case 'CREATED':
      return addTask(record, workOfJob(value), views);
    case 'COMPLETED':
      return completeTask(record, value, views);
    case 'CANCELED':
      return cancelTask(record, views.tasks.get(record.key), null, views);
    case 'ERROR_THROWN':
      return cancelTask(record, views.tasks.get(record.key), value.errorCode ?? '', views);
    case 'MIGRATED':
      return moveTask(record, workOfJob(value), views);
    default:
  }
}

/**
 * Keeps the tasks people see that the broker manages itself: `zeebe:userTask` in the diagram.
 * Source: Zeebe's USER_TASK records, intents CREATED, ASSIGNED, UPDATED, COMPLETED, CANCELED,
 * MIGRATED. Each carries the whole task.
 */
export function projectUserTask(record: ExportedRecord, views: Views): void {
  const value = record.value as unknown as UserTaskValue;
  switch (record.intent) {
    case 'CREATED':
      return addTask(record, workOfUserTask(value), views);
    case 'ASSIGNED':
    case 'UPDATED':
      return reassignTask(record, workOfUserTask(value), views);
    case 'COMPLETED':
      return completeTask(record, value, views);
    case 'CANCELED':
      return cancelTask(record, views.tasks.get(record.key), null, views);
    case 'MIGRATED':
      return moveTask(record, workOfUserTask(value), views);
    default:
  }
}

/**
 * Ends a native task whose element was terminated: a modification of the process instance (退回)
 * does so without any USER_TASK record. Source: measured on 8.5.8.
 */
export function projectTaskElement(record: ExportedRecord, views: Views): void {
  if (record.intent !== 'ELEMENT_TERMINATED') return;
  const { nativeTaskKey } = views.steps.get(record.key) ?? {};
  const task = nativeTaskKey === undefined ? undefined : views.tasks.get(nativeTaskKey);
  if (task?.state === 'open') cancelTask(record, task, null, views);
}

function addTask(record: ExportedRecord, work: Work, views: Views): void {
  const step = views.steps.get(work.elementInstanceKey);
  const found = views.cases.get(step?.caseKey ?? work.processInstanceKey);
  const { headers } = work;
  const createdAt = record.timestamp;
  const due = dueOf(work, createdAt, found?.business ?? '', views);
  const audience = audienceOf(work);
  views.tasks.add({
    _id: record.key,
    partitionId: record.partitionId,
    position: record.position,
    native: work.native,
    caseKey: found?._id ?? work.processInstanceKey,
    processInstanceKey: work.processInstanceKey,
    definitionKey: work.processDefinitionKey,
    elementInstanceKey: work.elementInstanceKey,
    scopes: step?.scopes ?? [work.elementInstanceKey, work.processInstanceKey],
    business: found?.business ?? work.bpmnProcessId,
    step: work.elementId,
    stepName: step?.name ?? work.elementId,
    kind: kindOf(headers['tongqu:kind']),
    audience,
    assignee: work.assignee,
    unitCode: unitOf(work),
    copyKey: step?.copyKey ?? null,
    formKey: work.formKey,
    limit: headers['tongqu:limit'] ?? null,
    basis: headers['tongqu:basis'] ?? null,
    actionLabel: headers['tongqu:action'] ?? null,
    createdAt,
    ...due,
    state: 'open',
    endedAt: null,
    by: null,
    byPosition: null,
    outcome: null,
    opinion: null,
    from: found?.lastActor ?? null,
    title: found?.title ?? '（无标题）',
    number: found?.number ?? null,
    urgency: found?.urgency ?? 'normal',
    urgencyRank: found ? urgencyRank(found) : 2,
    metaPosition: record.position,
  } satisfies ProjectedTask);
  if (step) {
    views.steps.change(step, record.position, (kept) => {
      kept.audience = audience;
      kept.dueAt = due.dueAt;
      if (work.native) kept.nativeTaskKey = record.key;
    });
  }
}

function completeTask(
  record: ExportedRecord,
  value: Pick<JobValue, 'variables' | 'elementInstanceKey'>,
  views: Views,
): void {
  const said = (name: string): string | null => {
    const text = value.variables[name];
    return typeof text === 'string' && text !== '' ? text : null;
  };
  const words = {
    by: said('completedBy'),
    byPosition: said('completedByPosition'),
    outcome: said('outcome'),
    opinion: said('opinion'),
  };
  const task = views.tasks.get(record.key);
  if (task) {
    views.tasks.change(task, record.position, (kept) => {
      Object.assign(kept, words, { state: 'completed', endedAt: record.timestamp });
    });
  }
  const step = views.steps.get(value.elementInstanceKey);
  if (!step) return;
  views.steps.change(step, record.position, (kept) => void Object.assign(kept, words));
  const found = views.cases.get(step.caseKey);
  if (found && words.by !== null) {
    views.cases.change(found, record.position, (kept) => {
      kept.lastActor = words.by;
    });
  }
}

/** @param errorCode of the BPMN error that ended it; null when its scope ended */
function cancelTask(
  record: ExportedRecord,
  task: ProjectedTask | undefined,
  errorCode: string | null,
  views: Views,
): void {
  if (!task) return;
  views.tasks.change(task, record.position, (kept) => {
    kept.state = 'canceled';
    kept.errorCode = errorCode;
    kept.endedAt = record.timestamp;
  });
}

/** Another assignee, other candidates or another date, given by whoever talks to the broker. */
function reassignTask(record: ExportedRecord, work: Work, views: Views): void {
  const task = views.tasks.get(record.key);
  if (!task) return;
  const due = dueOf(work, task.createdAt, task.business, views);
  const audience = audienceOf(work);
  views.tasks.change(task, record.position, (kept) => {
    const { assignee } = work;
    Object.assign(kept, due, { audience, assignee, unitCode: unitOf(work) });
  });
  const step = views.steps.get(work.elementInstanceKey);
  if (!step) return;
  views.steps.change(step, record.position, (kept) => {
    kept.audience = audience;
    kept.dueAt = due.dueAt;
  });
}

/** The instance goes on in another definition; PROCESS_INSTANCE records renamed the step before. */
function moveTask(record: ExportedRecord, work: Work, views: Views): void {
  const task = views.tasks.get(record.key);
  if (!task) return;
  const name = views.steps.get(work.elementInstanceKey)?.name ?? work.elementId;
  views.tasks.change(task, record.position, (kept) => {
    kept.definitionKey = work.processDefinitionKey;
    kept.step = work.elementId;
    kept.stepName = name;
  });
}

function dueOf(work: Work, createdAt: number, business: string, views: Views): DueCache {
  const limit = work.headers['tongqu:limit'] ?? null;
  const ladder = stepLadder(views.packages.clocks(business), work.elementId);
  return (
    dueOfDate(views.calendar, work.dueDate, createdAt, limit, ladder) ??
    dueOfTask(views.calendar, createdAt, limit, ladder)
  );
}

function kindOf(text: string | undefined): TaskKind {
  return text === 'sign' || text === 'read' ? text : 'todo';
}
