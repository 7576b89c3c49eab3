import type { ExecutableProcess } from '../model/executable.ts';
import { DEFAULT_TENANT } from '../protocol/key.ts';
import type { DeploymentResource, ProcessMetadata } from '../protocol/value/deployment.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { DeploymentDraft, TransformResource } from './resource-transformer.ts';
import { bytesOf, checksumOf } from './resource-transformer.ts';

/** Reads and checks a diagram: its executable processes, or what is wrong with it. */
export type ReadBpmn = (
  resourceName: string,
  bytes: Uint8Array,
) =>
  | { readonly ok: true; readonly processes: readonly ExecutableProcess[] }
  | { readonly ok: false; readonly message: string };

/** Deploys a diagram. Source: zeebe/engine, `deployment/transform/BpmnResourceTransformer.java`. */
export function bpmnResource(context: EngineContext, read: ReadBpmn): TransformResource {
  const { state, writers } = context;
  return (resource, draft) => {
    const result = read(resource.resourceName, bytesOf(resource));
    if (!result.ok) return result.message;
    const duplicate = duplicateId(result.processes, resource, draft);
    if (duplicate !== null) return duplicate;
    for (const process of result.processes) {
      const metadata = metadataOf(process.id, resource);
      draft.processesMetadata.push(metadata);
      if (metadata.duplicate) continue;
      writers.event(metadata.processDefinitionKey, 'PROCESS', 'CREATED', {
        ...metadata,
        resource: resource.resource,
      });
    }
    return null;
  };

  function metadataOf(bpmnProcessId: string, resource: DeploymentResource): ProcessMetadata {
    const { resourceName } = resource;
    const checksum = checksumOf(resource);
    const latest = state.processes.latestValue(bpmnProcessId);
    const duplicate = latest?.checksum === checksum && latest.resourceName === resourceName;
    return {
      bpmnProcessId,
      version: duplicate ? latest.version : state.processes.nextVersion(bpmnProcessId),
      processDefinitionKey: duplicate ? latest.processDefinitionKey : writers.nextKey(),
      resourceName,
      checksum,
      duplicate,
      tenantId: DEFAULT_TENANT,
    };
  }
}

function duplicateId(
  processes: readonly ExecutableProcess[],
  resource: DeploymentResource,
  draft: DeploymentDraft,
): string | null {
  const earlier = draft.processesMetadata.find(({ bpmnProcessId }) =>
    processes.some(({ id }) => id === bpmnProcessId),
  );
  if (earlier === undefined) return null;
  return (
    `Duplicated process id in resources '${earlier.resourceName}' and ` +
    `'${resource.resourceName}'`
  );
}
