import { Refusal } from '../../../engine/gateway/refusal.ts';
import type { Command } from '../../../engine/stream/command-port.ts';
import type { Call } from '../../differential/requests.ts';
import type { RestNotation } from '../../differential/step.ts';
import { commandOf, userTaskCommand } from '../../differential/random/direct-command.ts';
import { markOf } from './journal.ts';

/** What a client wants, as a command that bears the number of the attempt. */
export type Wish = (op: number) => Command;

/** A call as a wish; undefined when the gateway refuses it. */
export function wishOf(call: Call): Wish | undefined {
  if (commandOf(call) instanceof Refusal) return undefined;
  return (op) => {
    const command = commandOf(marked(call, markOf(op)));
    if (command instanceof Refusal) throw new Error(`refused with a mark only: ${call.rpc}`);
    return command;
  };
}

/** A call of the REST API with a user task as a wish. */
export function userTaskWish(key: number, call: RestNotation): Wish {
  return (op) => {
    const { variables = {}, ...body } = call.body as { variables?: object };
    if (call.call.endsWith('/assignment')) {
      return userTaskCommand(key, { ...call, body: { assignee: markOf(op) } });
    }
    return userTaskCommand(key, {
      ...call,
      body: { ...body, variables: { ...variables, op: markOf(op) } },
    });
  };
}

type Request = Readonly<Record<string, unknown>>;

/** The call with a mark where its command keeps what the client says; some have no such place. */
function marked(call: Call, mark: string): Call {
  const request = call.request as Request;
  switch (call.rpc) {
    case 'ActivateJobs':
      return { ...call, request: { ...request, worker: mark } };
    case 'FailJob':
    case 'ThrowError':
      return { ...call, request: { ...request, errorMessage: mark } };
    case 'CreateProcessInstanceWithResult': {
      const inner = withVariable(request['request'] as Request, mark);
      return { ...call, request: { ...request, request: inner } };
    }
    case 'CreateProcessInstance':
    case 'CompleteJob':
    case 'PublishMessage':
    case 'BroadcastSignal':
    case 'SetVariables':
      return { ...call, request: withVariable(request, mark) };
    case 'DeployResource':
      return { ...call, request: { ...request, resources: renamed(request['resources'], mark) } };
    default:
      return call;
  }
}

function withVariable(request: Request, mark: string): Request {
  const text = String(request['variables'] ?? '');
  const variables = text === '' ? {} : (JSON.parse(text) as object);
  return { ...request, variables: JSON.stringify({ ...variables, op: mark }) };
}

/** Under a name of its own, a diagram is a version of its own. */
function renamed(resources: unknown, mark: string): object[] {
  return (resources as { name: string; content: Buffer }[]).map(({ name, content }) => ({
    name: mark + name,
    content,
  }));
}
