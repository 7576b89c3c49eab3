import { problemAnswer, type Problem } from '../../http/problem.ts';
import type { HttpAnswer, HttpRequest, Route } from '../../http/router.ts';
import type { CommandAnswer, CommandPort } from '../../stream/command-port.ts';
import { partitionFault } from '../partition.ts';
import { BodyFault, readFields, type Fields } from './json-body.ts';
import { readKey } from './key-parameter.ts';
import { assignment, completion, UNASSIGNMENT, update } from './user-task-request.ts';
import type { UserTaskWish } from './user-task-request.ts';

const JSON_TYPE = 'application/json';
const ANSWERS = [JSON_TYPE, 'application/problem+json'];

type ReadWish = (body: Fields | null) => UserTaskWish | Problem | BodyFault;

/**
 * What people do with user tasks that the engine manages itself.
 * Source: zeebe/gateway-rest, `UserTaskController.java`.
 */
export function userTaskRoutes(port: CommandPort): readonly Route[] {
  const withBody = (read: ReadWish): Route['handle'] => {
    return (request, [key = '']) => handle(port, request, key, read);
  };
  const task = '/v1/user-tasks/{}';
  const json = { consumes: JSON_TYPE, produces: ANSWERS };
  return [
    {
      ...json,
      method: 'POST',
      path: `${task}/completion`,
      bodyIsOptional: true,
      handle: withBody(completion),
    },
    { ...json, method: 'POST', path: `${task}/assignment`, handle: withBody(assignment) },
    {
      method: 'DELETE',
      path: `${task}/assignee`,
      handle: (request, [key = '']) => handle(port, request, key, null),
    },
    { ...json, method: 'PATCH', path: task, bodyIsOptional: true, handle: withBody(update) },
  ];
}

/** Failures, in order: the key; the body; what it says; the key's partition; the engine's. */
async function handle(
  port: CommandPort,
  request: HttpRequest,
  parameter: string,
  read: ReadWish | null,
): Promise<HttpAnswer> {
  const refuse = (problem: Problem): HttpAnswer => problemAnswer(problem, request.path);
  const key = readKey(parameter);
  if (key === undefined) return refuse({ status: 400, detail: 'Type mismatch.' });
  const body = read === null ? null : await readFields(request);
  if (body instanceof BodyFault) return refuse({ status: 400, detail: body.detail });
  const wish = read === null ? UNASSIGNMENT : read(body);
  if (wish instanceof BodyFault) return refuse({ status: 400, detail: wish.detail });
  if ('status' in wish) return refuse(wish);
  const fault = partitionFault(key);
  if (fault !== undefined) return refuse(unknownPartition(fault));
  try {
    const { intent } = wish;
    const value = { ...wish.value, userTaskKey: Number(key) };
    const command = { valueType: 'USER_TASK', intent, key: value.userTaskKey, value } as const;
    const answer = await port.write(command);
    return answer.kind === 'event'
      ? { status: 204, headers: {} }
      : refuse(problemOf(answer, intent));
  } catch (error) {
    return refuse(unexpected(error instanceof Error ? error : new Error(String(error))));
  }
}

const STATUS_OF_REJECTION: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  INVALID_STATE: 409,
  INVALID_ARGUMENT: 400,
  ALREADY_EXISTS: 400,
};

/** Source: `UserTaskController.mapRejectionToProblem`, `RestErrorMapper.java`. */
function problemOf(answer: Exclude<CommandAnswer, { kind: 'event' }>, intent: string): Problem {
  switch (answer.kind) {
    case 'rejection':
      return {
        status: STATUS_OF_REJECTION[answer.type] ?? 500,
        title: answer.type,
        detail: `Command '${intent}' rejected with code '${answer.type}': ${answer.reason}`,
      };
    case 'exhausted':
      return { status: 429, title: 'RESOURCE_EXHAUSTED', detail: answer.reason };
    case 'closed':
      return { status: 503, title: 'PARTITION_LEADER_MISMATCH', detail: answer.reason };
  }
}

const UNEXPECTED = 'Unexpected error occurred during the request processing: ';

function unknownPartition(fault: string): Problem {
  const title = 'io.camunda.zeebe.broker.client.api.PartitionNotFoundException';
  return { status: 500, title, detail: UNEXPECTED + fault };
}

function unexpected(error: Error): Problem {
  return { status: 500, title: error.name, detail: UNEXPECTED + error.message };
}
