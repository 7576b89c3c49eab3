import { parseExpression, staticExpression } from '../feel/expression.ts';
import type { Expression } from '../feel/expression.ts';
import { attributeOf, extensionOf, isZeebe } from './bpmn-document.ts';
import type { JobProperties, UserTaskProperties } from './executable.ts';
import type { XmlElement } from './xml.ts';

/** The job type of a job-based user task. Source: Protocol.USER_TASK_JOB_TYPE */
export const USER_TASK_JOB_TYPE = 'io.camunda.zeebe:userTask';
const FORM_KEY_HEADER = 'io.camunda.zeebe:formKey';
const DEFAULT_RETRIES = '3';

/** The job of an element with `zeebe:taskDefinition`; null without one. */
export function jobPropertiesOf(element: XmlElement): JobProperties | null {
  const definition = extensionOf(element, 'taskDefinition');
  if (definition === null) return null;
  return {
    ...NO_USER_TASK,
    type: parseExpression(attributeOf(definition, 'type') ?? ''),
    retries: parseExpression(attributeOf(definition, 'retries') ?? DEFAULT_RETRIES),
    headers: headersOf(element),
  };
}

const NO_USER_TASK: UserTaskProperties = {
  headers: {},
  assignee: null,
  candidateGroups: null,
  candidateUsers: null,
  dueDate: null,
  followUpDate: null,
  formId: null,
  externalFormReference: null,
};

/** A user task's properties, and its job unless it bears `zeebe:userTask`. */
export function userTaskOf(element: XmlElement): {
  readonly job: JobProperties | null;
  readonly userTask: UserTaskProperties | null;
} {
  const assignment = extensionOf(element, 'assignmentDefinition');
  const schedule = extensionOf(element, 'taskSchedule');
  const form = extensionOf(element, 'formDefinition');
  const isNative = extensionOf(element, 'userTask') !== null;
  const properties: UserTaskProperties = {
    headers: headersOf(element),
    assignee: stringExpression(attribute(assignment, 'assignee')),
    candidateGroups: listExpression(attribute(assignment, 'candidateGroups')),
    candidateUsers: listExpression(attribute(assignment, 'candidateUsers')),
    dueDate: expression(attribute(schedule, 'dueDate')),
    followUpDate: expression(attribute(schedule, 'followUpDate')),
    formId: expression(attribute(form, 'formId')),
    externalFormReference: isNative ? stringExpression(attribute(form, 'externalReference')) : null,
  };
  if (isNative) return { job: null, userTask: properties };
  const formKey = form === null ? null : attributeOf(form, 'formKey');
  const headers =
    formKey === null ? properties.headers : { ...properties.headers, [FORM_KEY_HEADER]: formKey };
  const type = staticExpression(USER_TASK_JOB_TYPE);
  return {
    job: { ...properties, headers, type, retries: staticExpression('1') },
    userTask: null,
  };
}

/** The headers with both a key and a value; others Zeebe ignores with a warning. */
function headersOf(element: XmlElement): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const header of extensionOf(element, 'taskHeaders')?.children ?? []) {
    const key = attributeOf(header, 'key') ?? '';
    const value = attributeOf(header, 'value') ?? '';
    if (isZeebe(header, 'header') && key !== '' && value !== '') headers[key] = value;
  }
  return headers;
}

/** A blank attribute is as good as none. */
function attribute(element: XmlElement | null, name: string): string | null {
  const value = element === null ? null : attributeOf(element, name);
  return value === null || value.trim() === '' ? null : value;
}

function expression(text: string | null): Expression | null {
  return text === null ? null : parseExpression(text);
}

/** A static value is always a string, `123` too. */
function stringExpression(text: string | null): Expression | null {
  if (text === null) return null;
  const parsed = parseExpression(text);
  return parsed.isStatic ? parseExpression(`="${text}"`) : parsed;
}

/** A static value is a comma-separated list. */
function listExpression(text: string | null): Expression | null {
  if (text === null) return null;
  const parsed = parseExpression(text);
  if (!parsed.isStatic) return parsed;
  const items = (parseCsv(text) ?? []).map((item) => `"${item}"`);
  return parseExpression(`=[${items.join(',')}]`);
}

/** The trimmed values of a comma-separated list; null when one is blank (`a, ,b`). */
export function parseCsv(text: string): string[] | null {
  if (text === '') return [];
  const values = text.split(',').map((value) => value.trim());
  return values.includes('') ? null : values;
}
