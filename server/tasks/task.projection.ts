import { NOT_DUE } from '../cases/case.model.ts';
import { dueOfDate, dueOfTask } from '../cases/due.ts';
import { stepLadder } from '../cases/clock.projection.ts';
import { urgencyRank } from '../cases/variable.projection.ts';
import { NO_KEY, USER_TASK_JOB, type ExportedRecord, type JobValue } from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import type { ProjectedTask, TaskKind } from './task.model.ts';

const HEADER = 'io.camunda.zeebe:';

/**
 * Keeps the tasks people see: jobs of the user task type. What a completion says about itself
 * (opinion, outcome, who) travels in the job's variables, and goes to the step as well.
 * Source: Zeebe's JOB records, intents CREATED, COMPLETED, CANCELED, ERROR_THROWN.
 */
export function projectJob(record: ExportedRecord, views: Views): void {
  const value = record.value as unknown as JobValue;
  if (value.type !== USER_TASK_JOB) return;
  if (record.intent === 'CREATED') addTask(record, value, views);
  if (record.intent === 'COMPLETED') completeTask(record, value, views);
  if (record.intent === 'CANCELED' || record.intent === 'ERROR_THROWN') {
    const task = views.tasks.get(record.key);
    if (!task) return;
    const isThrown = record.intent === 'ERROR_THROWN';
    views.tasks.change(task, record.position, (kept) => {
      kept.state = 'canceled';
      kept.errorCode = isThrown ? (value.errorCode ?? '') : null;
      kept.endedAt = record.timestamp;
    });
  }
}

function addTask(record: ExportedRecord, value: JobValue, views: Views): void {
  const step = views.steps.get(value.elementInstanceKey);
  const found = views.cases.get(step?.caseKey ?? value.processInstanceKey);
  const headers = value.customHeaders;
  const limit = headers['tongqu:limit'] ?? null;
  const createdAt = record.timestamp;
  const ladder = stepLadder(views.packages.clocks(found?.business ?? ''), value.elementId);
  const due =
    dueOfDate(views.calendar, headers[`${HEADER}dueDate`], createdAt, limit, ladder) ??
    dueOfTask(views.calendar, createdAt, limit, ladder);
  const assignee = headers[`${HEADER}assignee`] ?? null;
  const groups = groupsOf(headers[`${HEADER}candidateGroups`], headers[`${HEADER}candidateUsers`]);
  const audience = assignee === null ? groups : [`person:${assignee}`];
  const formKey = headers[`${HEADER}formKey`] ?? null;
  views.tasks.add({
    _id: record.key,
    partitionId: record.partitionId,
    position: record.position,
    caseKey: found?._id ?? value.processInstanceKey,
    processInstanceKey: value.processInstanceKey,
    definitionKey: value.processDefinitionKey,
    elementInstanceKey: value.elementInstanceKey,
    scopes: step?.scopes ?? [value.elementInstanceKey, value.processInstanceKey],
    business: found?.business ?? value.bpmnProcessId,
    step: value.elementId,
    stepName: step?.name ?? value.elementId,
    kind: kindOf(headers['tongqu:kind']),
    audience,
    assignee,
    unitCode: unitOf(groups, assignee),
    copyKey: step?.copyKey ?? null,
    formKey: formKey === NO_KEY ? null : formKey,
    limit,
    basis: headers['tongqu:basis'] ?? null,
    actionLabel: headers['tongqu:action'] ?? null,
    createdAt,
    ...NOT_DUE,
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
    });
  }
}

function completeTask(record: ExportedRecord, value: JobValue, views: Views): void {
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

function kindOf(text: string | undefined): TaskKind {
  return text === 'sign' || text === 'read' ? text : 'todo';
}

/** Candidates as Zeebe writes them: JSON arrays in headers. Users become `person:` groups. */
function groupsOf(groups: string | undefined, users: string | undefined): string[] {
  return [...listOf(groups), ...listOf(users).map((user) => `person:${user}`)];
}

function listOf(text: string | undefined): string[] {
  if (text === undefined) return [];
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** The unit that the candidates name; of a person, the unit in the id `p-<unit>-<role><n>`. */
export function unitOf(groups: readonly string[], assignee: string | null): string | null {
  for (const group of groups) {
    const code = /^unit:([^/]+)/.exec(group)?.[1];
    if (code !== undefined) return code;
  }
  return /^p-(.+)-[^-]+$/.exec(assignee ?? '')?.[1] ?? null;
}
