import { createHash } from 'node:crypto';
import type {
  DecisionRequirementsMetadata,
  DecisionValue,
  DeploymentResource,
  FormMetadata,
  ProcessMetadata,
} from '../protocol/value/deployment.value.ts';

/** What a deployment is made of so far; each resource adds to it. */
export interface DeploymentDraft {
  readonly processesMetadata: ProcessMetadata[];
  readonly decisionsMetadata: DecisionValue[];
  readonly decisionRequirementsMetadata: DecisionRequirementsMetadata[];
  readonly formMetadata: FormMetadata[];
}

/**
 * Turns one file into definitions: checks it, writes the events of what is new, adds what it holds
 * to the draft.
 * Returns what is wrong with the file, as one block of text, or null.
 * Source: zeebe/engine, `deployment/transform/DeploymentResourceTransformer.java`.
 */
export type TransformResource = (
  resource: DeploymentResource,
  draft: DeploymentDraft,
) => string | null;

/** The bytes of a deployed file. */
export function bytesOf({ resource }: DeploymentResource): Buffer {
  return Buffer.from(resource, 'base64');
}

/** MD5 of a file, base64. Source: zeebe/engine, `DeploymentTransformer`, digest. */
export function checksumOf(resource: DeploymentResource): string {
  return createHash('md5').update(bytesOf(resource)).digest('base64');
}
