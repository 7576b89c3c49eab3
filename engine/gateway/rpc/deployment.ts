import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { DeploymentResource, DeploymentValue } from '../../protocol/value/deployment.value.ts';
import type { Int64 } from '../codec.ts';
import { ownKey } from '../partition.ts';
import { Refusal } from '../refusal.ts';
import { checkTenant } from '../tenant.ts';
import type { UnaryRpc } from '../unary.ts';

function deploymentOf(resources: readonly DeploymentResource[]): DeploymentValue {
  return {
    resources,
    processesMetadata: [],
    decisionRequirementsMetadata: [],
    decisionsMetadata: [],
    formMetadata: [],
    tenantId: DEFAULT_TENANT,
  };
}

/**
 * protobufjs gives bytes as a view into the received message, so they are copied into the text;
 * for missing ones it gives an empty list.
 */
function base64(bytes: Uint8Array | readonly never[]): string {
  if (!(bytes instanceof Uint8Array)) return '';
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

interface DeployProcessRequest {
  readonly processes: readonly { name: string; definition: Uint8Array | readonly never[] }[];
}

/** The old call: processes only. */
export const deployProcess: UnaryRpc<DeployProcessRequest, 'DEPLOYMENT'> = {
  toCommand: ({ processes }) => {
    const resources = processes.map(({ name, definition }) => ({
      resourceName: name,
      resource: base64(definition),
    }));
    const value = deploymentOf(resources);
    return { valueType: 'DEPLOYMENT', intent: 'CREATE', key: NO_KEY, value };
  },
  toResponse: ({ key, value }) => ({ key, processes: value.processesMetadata }),
};

interface DeployResourceRequest {
  readonly resources: readonly { name: string; content: Uint8Array | readonly never[] }[];
  readonly tenantId: string;
}

/** Deploys processes, decisions and forms together, all or none. */
export const deployResource: UnaryRpc<DeployResourceRequest, 'DEPLOYMENT'> = {
  toCommand: (request) => {
    const refusal = checkTenant('DeployResource', request.tenantId);
    if (refusal) return refusal;
    const resources = request.resources.map(({ name, content }) => ({
      resourceName: name,
      resource: base64(content),
    }));
    const value = deploymentOf(resources);
    return { valueType: 'DEPLOYMENT', intent: 'CREATE', key: NO_KEY, value };
  },
  toResponse: ({ key, value }) => ({
    key,
    deployments: deploymentsOf(value),
    tenantId: value.tenantId,
  }),
};

/** In the gateway's order: processes, decisions, requirements graphs, forms. */
function deploymentsOf(value: DeploymentValue): object[] {
  return [
    ...value.processesMetadata.map((process) => ({ process })),
    ...value.decisionsMetadata.map((one) => ({
      decision: {
        dmnDecisionId: one.decisionId,
        dmnDecisionName: one.decisionName,
        version: one.version,
        decisionKey: one.decisionKey,
        dmnDecisionRequirementsId: one.decisionRequirementsId,
        decisionRequirementsKey: one.decisionRequirementsKey,
        tenantId: one.tenantId,
      },
    })),
    ...value.decisionRequirementsMetadata.map((one) => ({
      decisionRequirements: {
        dmnDecisionRequirementsId: one.decisionRequirementsId,
        dmnDecisionRequirementsName: one.decisionRequirementsName,
        version: one.decisionRequirementsVersion,
        decisionRequirementsKey: one.decisionRequirementsKey,
        resourceName: one.resourceName,
        tenantId: one.tenantId,
      },
    })),
    ...value.formMetadata.map((form) => ({ form })),
  ];
}

/** Takes a process, a requirements graph or a form away. */
export const deleteResource: UnaryRpc<{ resourceKey: Int64 }, 'RESOURCE_DELETION'> = {
  toCommand: (request) => {
    const resourceKey = ownKey(request.resourceKey);
    if (resourceKey instanceof Refusal) return resourceKey;
    const value = { resourceKey, tenantId: '' };
    return { valueType: 'RESOURCE_DELETION', intent: 'DELETE', key: resourceKey, value };
  },
  toResponse: () => ({}),
};
