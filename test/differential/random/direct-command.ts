import { Refusal } from '../../../engine/gateway/refusal.ts';
import { createProcessInstance } from '../../../engine/gateway/rpc/creation.ts';
import { evaluateDecision } from '../../../engine/gateway/rpc/decision.ts';
import { deleteResource, deployResource } from '../../../engine/gateway/rpc/deployment.ts';
import { broadcastSignal, publishMessage } from '../../../engine/gateway/rpc/event.ts';
import * as job from '../../../engine/gateway/rpc/job.ts';
import * as instance from '../../../engine/gateway/rpc/process-instance.ts';
import { completion } from '../../../engine/gateway/rest/user-task-request.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../../engine/protocol/key.ts';
import { asJsonText } from '../../../engine/protocol/json-text.ts';
import type { Command } from '../../../engine/stream/command-port.ts';
import type { Call } from '../requests.ts';
import type { RestNotation } from '../step.ts';

interface Rpc {
  toCommand(request: object): Command | Refusal;
}

/** The calls that are one command each, by name. */
const RPCS = {
  DeployResource: deployResource,
  DeleteResource: deleteResource,
  EvaluateDecision: evaluateDecision,
  CreateProcessInstance: createProcessInstance,
  CancelProcessInstance: instance.cancelProcessInstance,
  ModifyProcessInstance: instance.modifyProcessInstance,
  MigrateProcessInstance: instance.migrateProcessInstance,
  SetVariables: instance.setVariables,
  ResolveIncident: instance.resolveIncident,
  CompleteJob: job.completeJob,
  FailJob: job.failJob,
  ThrowError: job.throwError,
  UpdateJobRetries: job.updateJobRetries,
  UpdateJobTimeout: job.updateJobTimeout,
  PublishMessage: publishMessage,
  BroadcastSignal: broadcastSignal,
} as unknown as Readonly<Record<string, Rpc>>;

/** Fields that a protobuf message has when nobody sets them. */
const UNSET = { tenantId: '' };

interface ActivateRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: number;
  readonly maxJobsToActivate: number;
  readonly fetchVariable: readonly string[];
}

/** The command that a call of a gateway comes to; a refusal when the gateway takes it itself. */
export function commandOf({ rpc, request }: Call): Command | Refusal {
  if (rpc === 'ActivateJobs') return activation(request as ActivateRequest);
  if (rpc === 'CreateProcessInstanceWithResult') return creationWithResult(request);
  const found = RPCS[rpc];
  if (found === undefined) throw new Error(`No such call: ${rpc}`);
  return found.toCommand({ ...UNSET, ...request });
}

/** The command that a call of the REST API with a user task comes to. */
export function userTaskCommand(key: number, { call, body }: RestNotation): Command {
  const wish = completion(null);
  if (!('intent' in wish)) throw new Error('a completion without body is refused');
  const { variables = {}, ...given } = body as { variables?: object; assignee?: string };
  const value = { ...wish.value, ...given, variables: asJsonText(JSON.stringify(variables)) };
  const intent = call.endsWith('/completion') ? 'COMPLETE' : 'ASSIGN';
  return { valueType: 'USER_TASK', intent, key, value };
}

function creationWithResult(request: object): Command | Refusal {
  const inner = (request as { request: object }).request;
  const command = commandOf({ rpc: 'CreateProcessInstance', request: inner });
  if (command instanceof Refusal) return command;
  return { ...command, intent: 'CREATE_WITH_AWAITING_RESULT' } as Command;
}

function activation(request: ActivateRequest): Command {
  const value = {
    type: request.type,
    worker: request.worker,
    timeout: request.timeout,
    maxJobsToActivate: request.maxJobsToActivate,
    jobKeys: [],
    jobs: [],
    variables: request.fetchVariable,
    truncated: false,
    tenantIds: [DEFAULT_TENANT],
  };
  return { valueType: 'JOB_BATCH', intent: 'ACTIVATE', key: NO_KEY, value };
}
