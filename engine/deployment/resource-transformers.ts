import { parseProcesses, readDeployableProcesses } from '../model/index.ts';
import type { ParseProcesses } from '../state/process-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { ReadBpmn } from './bpmn-resource.ts';
import { bpmnResource } from './bpmn-resource.ts';
import type { Transformers } from './create-deployment.command.ts';
import { decisionResource } from './decision-resource.ts';
import { formResource } from './form-resource.ts';

/** Reads the processes of a file that was deployed, so is known to be right. */
export const readProcesses: ParseProcesses = (resourceName, bytes) => {
  const result = parseProcesses(bytes);
  if (!result.ok) throw new Error(`'${resourceName}': ${result.message}`);
  return result.processes;
};

const readBpmn: ReadBpmn = readDeployableProcesses;

/** Which file is deployed how. Source: zeebe/engine, `DeploymentTransformer.java`. */
export function resourceTransformers(context: EngineContext): Transformers {
  const bpmn = bpmnResource(context, readBpmn);
  return [
    ['.bpmn', bpmn],
    ['.xml', bpmn],
    ['.dmn', decisionResource(context)],
    ['.form', formResource(context)],
  ];
}
