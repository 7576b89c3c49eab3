import { EMPTY_DOCUMENT } from '../../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { UserTaskValue } from '../../protocol/value/job.value.ts';
import type { CommandIntentOf } from '../../protocol/intent.ts';
import type { Problem } from '../../http/problem.ts';
import { isZonedDateTime } from './date-field.ts';
import {
  BodyFault,
  documentField,
  objectField,
  textField,
  textsField,
  truthField,
  type Fields,
} from './json-body.ts';

/** What a request wants of a user task. */
export interface UserTaskWish {
  readonly intent: CommandIntentOf<'USER_TASK'>;
  readonly value: UserTaskValue;
}

/** A task of a command: what the command does not say has Zeebe's default. */
const NO_TASK: UserTaskValue = {
  userTaskKey: NO_KEY,
  assignee: '',
  candidateGroupsList: [],
  candidateUsersList: [],
  dueDate: '',
  followUpDate: '',
  formKey: NO_KEY,
  externalFormReference: '',
  variables: EMPTY_DOCUMENT,
  customHeaders: EMPTY_DOCUMENT,
  changedAttributes: [],
  action: '',
  creationTimestamp: NO_KEY,
  bpmnProcessId: '',
  processDefinitionVersion: NO_KEY,
  processDefinitionKey: NO_KEY,
  processInstanceKey: NO_KEY,
  elementId: '',
  elementInstanceKey: NO_KEY,
  tenantId: DEFAULT_TENANT,
};

/** Reads what a completion says. Source: `RequestMapper.toUserTaskCompletionRequest`. */
export function completion(body: Fields | null): UserTaskWish | Problem | BodyFault {
  const variables = documentField(body?.get('variables'));
  if (variables instanceof BodyFault) return variables;
  const action = textField(body?.get('action'));
  if (action instanceof BodyFault) return action;
  return { intent: 'COMPLETE', value: { ...NO_TASK, variables, action: action ?? '' } };
}

/** Reads what an assignment says. Source: `RequestMapper.toUserTaskAssignmentRequest`. */
export function assignment(body: Fields | null): UserTaskWish | Problem | BodyFault {
  if (body === null) return new BodyFault('Invalid request content');
  const assignee = textField(body.get('assignee'));
  if (assignee instanceof BodyFault) return assignee;
  const mayOverride = truthField(body.get('allowOverride'));
  if (mayOverride instanceof BodyFault) return mayOverride;
  const action = textField(body.get('action'));
  if (action instanceof BodyFault) return action;
  if (assignee === null || assignee.trim() === '') return invalid('No assignee provided');
  const named = action === null || action.trim() === '' ? 'assign' : action;
  const intent = mayOverride === false ? 'CLAIM' : 'ASSIGN';
  return { intent, value: { ...NO_TASK, assignee, action: named } };
}

/** Nobody is assigned any more. Source: `RequestMapper.toUserTaskUnassignmentRequest`. */
export const UNASSIGNMENT: UserTaskWish = {
  intent: 'ASSIGN',
  value: { ...NO_TASK, action: 'unassign' },
};

const NOTHING_TO_UPDATE =
  'No update data provided. Provide at least an "action" or a non-null value ' +
  'for a supported attribute in the "changeset".';

/** Reads what an update says. Source: `RequestMapper.toUserTaskUpdateRequest`. */
export function update(body: Fields | null): UserTaskWish | Problem | BodyFault {
  const action = textField(body?.get('action'));
  if (action instanceof BodyFault) return action;
  const changes = readChanges(body?.get('changeset'));
  if (changes instanceof BodyFault) return changes;
  const violations: string[] = [];
  if (action === null && changes.changedAttributes.length === 0) violations.push(NOTHING_TO_UPDATE);
  violations.push(...dateViolation('due date', changes.dueDate));
  violations.push(...dateViolation('follow-up date', changes.followUpDate));
  if (violations.length > 0) return invalid(violations.join(' '));
  return { intent: 'UPDATE', value: { ...NO_TASK, ...changes, action: action ?? '' } };
}

type Changes = Pick<
  UserTaskValue,
  'candidateGroupsList' | 'candidateUsersList' | 'dueDate' | 'followUpDate' | 'changedAttributes'
>;

function readChanges(json: string | undefined): Changes | BodyFault {
  const fields = objectField(json);
  if (fields instanceof BodyFault) return fields;
  const groups = textsField(fields?.get('candidateGroups'));
  if (groups instanceof BodyFault) return groups;
  const users = textsField(fields?.get('candidateUsers'));
  if (users instanceof BodyFault) return users;
  const dueDate = textField(fields?.get('dueDate'));
  if (dueDate instanceof BodyFault) return dueDate;
  const followUpDate = textField(fields?.get('followUpDate'));
  if (followUpDate instanceof BodyFault) return followUpDate;
  const given: readonly (readonly [string, unknown])[] = [
    ['candidateGroupsList', groups],
    ['candidateUsersList', users],
    ['dueDate', dueDate],
    ['followUpDate', followUpDate],
  ];
  return {
    candidateGroupsList: groups ?? [],
    candidateUsersList: users ?? [],
    dueDate: dueDate ?? '',
    followUpDate: followUpDate ?? '',
    changedAttributes: given.filter(([, value]) => value !== null).map(([name]) => name),
  };
}

function dateViolation(name: string, text: string): string[] {
  if (text === '' || isZonedDateTime(text)) return [];
  const format = 'a date according to RFC 3339, section 5.6.';
  return [`The provided ${name} '${text}' cannot be parsed as ${format}`];
}

function invalid(detail: string): Problem {
  return { status: 400, title: 'INVALID_ARGUMENT', detail };
}
