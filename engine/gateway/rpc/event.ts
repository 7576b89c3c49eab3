import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { readDocument } from '../document.ts';
import { Refusal } from '../refusal.ts';
import { checkTenant } from '../tenant.ts';
import type { UnaryRpc } from '../unary.ts';

interface PublishRequest {
  readonly name: string;
  readonly correlationKey: string;
  readonly timeToLive: Int64;
  readonly messageId: string;
  readonly variables: string;
  readonly tenantId: string;
}

/** Publishes a message to whoever waits for it, or comes to wait within its time to live. */
export const publishMessage: UnaryRpc<PublishRequest, 'MESSAGE'> = {
  toCommand: (request) => {
    const variables = readDocument(request.variables);
    if (variables instanceof Refusal) return variables;
    const refusal = checkTenant('PublishMessage', request.tenantId);
    if (refusal) return refusal;
    return {
      valueType: 'MESSAGE',
      intent: 'PUBLISH',
      key: NO_KEY,
      value: {
        name: request.name,
        correlationKey: request.correlationKey,
        timeToLive: toNumber(request.timeToLive),
        deadline: -1,
        variables,
        messageId: request.messageId,
        tenantId: DEFAULT_TENANT,
      },
    };
  },
  toResponse: ({ key, value }) => ({ key, tenantId: value.tenantId }),
};

interface BroadcastRequest {
  readonly signalName: string;
  readonly variables: string;
  readonly tenantId: string;
}

/** Broadcasts a signal to everybody who waits for it at this moment. */
export const broadcastSignal: UnaryRpc<BroadcastRequest, 'SIGNAL'> = {
  toCommand: (request) => {
    const variables = readDocument(request.variables);
    if (variables instanceof Refusal) return variables;
    const refusal = checkTenant('BroadcastSignal', request.tenantId);
    if (refusal) return refusal;
    const { signalName } = request;
    const value = { signalName, variables, tenantId: DEFAULT_TENANT };
    return { valueType: 'SIGNAL', intent: 'BROADCAST', key: NO_KEY, value };
  },
  toResponse: ({ key, value }) => ({ key, tenantId: value.tenantId }),
};
