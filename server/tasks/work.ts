import { NO_KEY, type JobValue, type UserTaskValue } from '../stream/record.ts';

/** Beginning of the headers in which Zeebe puts a user task's attributes when it is a job. */
const HEADER = 'io.camunda.zeebe:';

/** What a job or a native user task says about the work to do. */
export interface Work {
  readonly bpmnProcessId: string;
  readonly processInstanceKey: string;
  readonly processDefinitionKey: string;
  readonly elementId: string;
  readonly elementInstanceKey: string;
  /** The diagram's `zeebe:taskHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly assignee: string | null;
  /** Candidate groups; candidate users as `person:` groups. */
  readonly groups: readonly string[];
  /** ISO 8601, as the diagram's expression gave it. */
  readonly dueDate: string | undefined;
  readonly formKey: string | null;
  /** Completed by its own key over REST, not as a job. */
  readonly native: boolean;
}

/** Reads the work of a user task that is a job. */
export function workOfJob(value: JobValue): Work {
  const headers = value.customHeaders;
  return {
    ...placeOf(value),
    headers,
    assignee: headers[`${HEADER}assignee`] ?? null,
    groups: groupsOf(
      listOf(headers[`${HEADER}candidateGroups`]),
      listOf(headers[`${HEADER}candidateUsers`]),
    ),
    dueDate: headers[`${HEADER}dueDate`],
    formKey: keyOrNull(headers[`${HEADER}formKey`]),
    native: false,
  };
}

/** Reads the work of a native user task; Zeebe writes empty texts for what is not set. */
export function workOfUserTask(value: UserTaskValue): Work {
  return {
    ...placeOf(value),
    headers: value.customHeaders ?? {},
    assignee: value.assignee || null,
    groups: groupsOf(value.candidateGroupsList, value.candidateUsersList),
    dueDate: value.dueDate || undefined,
    formKey: keyOrNull(value.formKey),
    native: true,
  };
}

/** Who sees the work: the assignee alone, or the candidates. */
export function audienceOf({ assignee, groups }: Work): string[] {
  return assignee === null ? [...groups] : [`person:${assignee}`];
}

/** The unit that the candidates name; of a person, the unit in the id `p-<unit>-<role><n>`. */
export function unitOf({ assignee, groups }: Pick<Work, 'assignee' | 'groups'>): string | null {
  for (const group of groups) {
    const code = /^unit:([^/]+)/.exec(group)?.[1];
    if (code !== undefined) return code;
  }
  return /^p-(.+)-[^-]+$/.exec(assignee ?? '')?.[1] ?? null;
}

function placeOf(value: JobValue | UserTaskValue) {
  const { bpmnProcessId, processInstanceKey, processDefinitionKey } = value;
  const { elementId, elementInstanceKey } = value;
  return {
    bpmnProcessId,
    processInstanceKey,
    processDefinitionKey,
    elementId,
    elementInstanceKey,
  };
}

function groupsOf(groups: readonly string[], users: readonly string[]): string[] {
  return [...groups, ...users.map((user) => `person:${user}`)];
}

/** Lists are JSON arrays in a job's headers. */
function listOf(text: string | undefined): string[] {
  if (text === undefined) return [];
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

function keyOrNull(key: string | undefined): string | null {
  return key === undefined || key === NO_KEY ? null : key;
}
