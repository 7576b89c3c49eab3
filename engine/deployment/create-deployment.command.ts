import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { DEFAULT_TENANT } from '../protocol/key.ts';
import type { DeploymentResource, DeploymentValue } from '../protocol/value/deployment.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import { ExpectedRefusal } from '../stream/expected-refusal.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import type { DeploymentDraft, TransformResource } from './resource-transformer.ts';

/** Which transformer takes which file, by the end of its name. */
export type Transformers = readonly (readonly [ending: string, transform: TransformResource])[];

/**
 * Deploys files, all or none. Source: zeebe/engine, `DeploymentCreateProcessor.java`,
 * `DeploymentTransformer.java`.
 */
export function deploymentCommands(
  { writers, transformers }: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'DEPLOYMENT'> {
  return {
    CREATE(command) {
      const draft = transformAll(command.value.resources);
      const created = draft.processesMetadata.filter(({ duplicate }) => !duplicate);
      for (const process of created) {
        const reason = bpmn.startEvents.openTimers(process);
        if (reason !== null) {
          throw new ExpectedRefusal(
            'PROCESSING_ERROR',
            `Expected to create timer for start event, but encountered the following error: ` +
              `${reason}`,
          );
        }
      }
      const key = writers.nextKey();
      const value: DeploymentValue = { resources: [], ...draft, tenantId: DEFAULT_TENANT };
      writers.respond(command as CommandRecord, key, 'DEPLOYMENT', 'CREATED', value);
      writers.event(key, 'DEPLOYMENT', 'CREATED', value);
      for (const process of created) bpmn.startEvents.openSubscriptions(process);
    },

    /** Only between partitions, of which there is one. */
    DISTRIBUTE() {},
  };

  function transformAll(resources: readonly DeploymentResource[]): DeploymentDraft {
    if (resources.length === 0) {
      throw new ExpectedRefusal(
        'INVALID_ARGUMENT',
        'Expected to deploy at least one resource, but none given',
      );
    }
    const draft: DeploymentDraft = {
      processesMetadata: [],
      decisionsMetadata: [],
      decisionRequirementsMetadata: [],
      formMetadata: [],
    };
    const errors: string[] = [];
    for (const resource of resources) {
      const { resourceName } = resource;
      const transform = transformers.find(([ending]) => resourceName.endsWith(ending))?.[1];
      const error =
        transform === undefined
          ? `\n'${resourceName}': unknown resource type`
          : transform(resource, draft);
      if (error !== null) errors.push(`\n${error}`);
    }
    if (errors.length === 0) return draft;
    throw new ExpectedRefusal(
      'INVALID_ARGUMENT',
      `Expected to deploy new resources, but encountered the following errors:${errors.join('')}`,
      { resources, ...draft, tenantId: DEFAULT_TENANT },
    );
  }
}
