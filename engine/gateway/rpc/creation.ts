import type { Handler } from '../../grpc/service.ts';
import { status } from '../../grpc/status.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { ProcessInstanceCreationValue } from '../../protocol/value/process-instance.value.ts';
import type { CommandPort } from '../../stream/command-port.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { readDocument } from '../document.ts';
import { internalFailure, Refusal, refusalOf } from '../refusal.ts';
import { checkTenant } from '../tenant.ts';
import type { UnaryRpc } from '../unary.ts';

interface CreateRequest {
  readonly processDefinitionKey: Int64;
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly variables: string;
  readonly startInstructions: readonly { elementId: string }[];
  readonly tenantId: string;
}

function creationValue(
  rpc: string,
  request: CreateRequest,
  fetchVariables: readonly string[],
): ProcessInstanceCreationValue | Refusal {
  const refusal = checkTenant(rpc, request.tenantId);
  if (refusal) return refusal;
  const variables = readDocument(request.variables);
  if (variables instanceof Refusal) return variables;
  return {
    bpmnProcessId: request.bpmnProcessId,
    processDefinitionKey: toNumber(request.processDefinitionKey),
    processInstanceKey: NO_KEY,
    version: request.version,
    variables,
    fetchVariables,
    startInstructions: request.startInstructions.map(({ elementId }) => ({ elementId })),
    tenantId: DEFAULT_TENANT,
  };
}

/** Creates an instance and answers as soon as it is durable. */
export const createProcessInstance: UnaryRpc<CreateRequest, 'PROCESS_INSTANCE_CREATION'> = {
  toCommand: (request) => {
    const value = creationValue('CreateProcessInstance', request, []);
    if (value instanceof Refusal) return value;
    return { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: NO_KEY, value };
  },
  toResponse: ({ value }) => ({
    processDefinitionKey: value.processDefinitionKey,
    bpmnProcessId: value.bpmnProcessId,
    version: value.version,
    processInstanceKey: value.processInstanceKey,
    tenantId: value.tenantId,
  }),
};

interface WithResultRequest {
  readonly request: CreateRequest | null;
  readonly requestTimeout: Int64;
  readonly fetchVariables: readonly string[];
}

const NO_CREATION: CreateRequest = {
  processDefinitionKey: 0,
  bpmnProcessId: '',
  version: 0,
  variables: '',
  startInstructions: [],
  tenantId: '',
};

/** What a request waits for when it names no time. Source: zeebe/gateway, `ClusterCfg`. */
const DEFAULT_REQUEST_TIMEOUT_MS = 15_000;

/**
 * Creates an instance and answers when it has completed, with its variables. When the time is up
 * the instance goes on and the caller gets DEADLINE_EXCEEDED.
 */
export function createProcessInstanceWithResult(
  port: CommandPort,
  address: () => string,
): Handler<WithResultRequest> {
  return (call) => {
    const { request, fetchVariables } = call.request;
    const rpc = 'CreateProcessInstanceWithResult';
    const value = creationValue(rpc, request ?? NO_CREATION, fetchVariables);
    if (value instanceof Refusal) {
      call.refuse(value);
      return;
    }
    const asked = toNumber(call.request.requestTimeout);
    const timeoutMs = asked > 0 ? asked : DEFAULT_REQUEST_TIMEOUT_MS;
    const refuse = (refusal: Refusal): void => {
      clearTimeout(timer);
      call.refuse(refusal);
    };
    const timer = setTimeout(() => refuse(timedOut(address(), timeoutMs)), timeoutMs);
    call.whenCanceled(() => clearTimeout(timer));
    const intent = 'CREATE_WITH_AWAITING_RESULT';
    port.write({ valueType: 'PROCESS_INSTANCE_CREATION', intent, key: NO_KEY, value }).then(
      (answer) => {
        if (answer.kind !== 'event') refuse(refusalOf(answer, intent));
        else if (answer.record.valueType === 'PROCESS_INSTANCE_RESULT') {
          clearTimeout(timer);
          call.answer(answer.record.value);
        }
      },
      (error: unknown) => refuse(internalFailure(error)),
    );
  };
}

function timedOut(address: string, timeoutMs: number): Refusal {
  return new Refusal(
    status.DEADLINE_EXCEEDED,
    `Time out between gateway and broker: Request command-api-1 to ${address} ` +
      `timed out in PT${timeoutMs / 1000}S`,
  );
}
