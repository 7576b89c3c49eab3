import type { DecisionGraph } from '../dmn/decision-graph.ts';
import { parseDecisionGraph } from '../dmn/parse-graph.ts';
import { DEFAULT_TENANT, NO_KEY } from '../protocol/key.ts';
import type {
  DecisionRequirementsMetadata,
  DecisionValue,
  DeploymentResource,
} from '../protocol/value/deployment.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { DeploymentDraft, TransformResource } from './resource-transformer.ts';
import { bytesOf, checksumOf } from './resource-transformer.ts';

/** Deploys decisions. Source: zeebe/engine, `deployment/transform/DmnResourceTransformer.java`. */
export function decisionResource(context: EngineContext): TransformResource {
  const { writers } = context;
  return (resource, draft) => {
    const parsed = parseDecisionGraph(bytesOf(resource));
    if (!parsed.ok) return `'${resource.resourceName}': ${parsed.message}`;
    const { graph } = parsed;
    const duplicate = duplicateId(graph, resource, draft);
    if (duplicate !== null) return duplicate;
    const requirements = requirementsOf(context, graph, resource);
    const decisions = graph.decisions.map((decision) =>
      decisionOf(context, decision, requirements),
    );
    draft.decisionRequirementsMetadata.push(requirements);
    draft.decisionsMetadata.push(...decisions);
    if (!requirements.duplicate) {
      writers.event(requirements.decisionRequirementsKey, 'DECISION_REQUIREMENTS', 'CREATED', {
        ...requirements,
        resource: resource.resource,
      });
    }
    for (const decision of decisions) {
      if (!decision.duplicate) {
        writers.event(decision.decisionKey, 'DECISION', 'CREATED', decision);
      }
    }
    return null;
  };
}

function duplicateId(
  graph: DecisionGraph,
  { resourceName }: DeploymentResource,
  draft: DeploymentDraft,
): string | null {
  const graphs = draft.decisionRequirementsMetadata;
  const earlierGraph = graphs.find((one) => one.decisionRequirementsId === graph.id);
  if (earlierGraph !== undefined) {
    return (
      'Expected the decision requirements ids to be unique within a deployment but found a ' +
      `duplicated id '${graph.id}' in the resources '${earlierGraph.resourceName}' and ` +
      `'${resourceName}'.`
    );
  }
  const ids = new Set(graph.decisions.map((one) => one.id));
  const earlier = draft.decisionsMetadata.find((one) => ids.has(one.decisionId));
  if (earlier === undefined) return null;
  const earlierName =
    graphs.find((one) => one.decisionRequirementsKey === earlier.decisionRequirementsKey)
      ?.resourceName ?? '<?>';
  return (
    'Expected the decision ids to be unique within a deployment but found a duplicated id ' +
    `'${earlier.decisionId}' in the resources '${earlierName}' and '${resourceName}'.`
  );
}

function requirementsOf(
  { state, writers }: EngineContext,
  graph: DecisionGraph,
  resource: DeploymentResource,
): DecisionRequirementsMetadata {
  const { requirements, decisions } = state.resources;
  const { resourceName } = resource;
  const checksum = checksumOf(resource);
  const latest = requirements.latest(graph.id);
  // Another file may have taken over one of the decisions since.
  const duplicate =
    latest?.resourceName === resourceName &&
    latest.checksum === checksum &&
    graph.decisions.every(
      ({ id }) =>
        (decisions.latest(id)?.decisionRequirementsKey ?? NO_KEY) ===
        latest.decisionRequirementsKey,
    );
  return {
    decisionRequirementsId: graph.id,
    decisionRequirementsName: graph.name,
    decisionRequirementsVersion: duplicate
      ? latest.decisionRequirementsVersion
      : (latest?.decisionRequirementsVersion ?? 0) + 1,
    decisionRequirementsKey: duplicate ? latest.decisionRequirementsKey : writers.nextKey(),
    namespace: graph.namespace,
    resourceName,
    checksum,
    duplicate,
    tenantId: DEFAULT_TENANT,
  };
}

function decisionOf(
  { state, writers }: EngineContext,
  { id, name }: { readonly id: string; readonly name: string },
  { decisionRequirementsId, decisionRequirementsKey }: DecisionRequirementsMetadata,
): DecisionValue {
  const latest = state.resources.decisions.latest(id);
  const duplicate = latest?.decisionRequirementsKey === decisionRequirementsKey;
  return {
    decisionId: id,
    decisionName: name,
    version: duplicate ? latest.version : (latest?.version ?? 0) + 1,
    decisionKey: duplicate ? latest.decisionKey : writers.nextKey(),
    decisionRequirementsId,
    decisionRequirementsKey,
    duplicate,
    tenantId: DEFAULT_TENANT,
  };
}
