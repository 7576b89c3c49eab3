import { readBpmn } from './bpmn-document.ts';
import type { ExecutableProcess } from './executable.ts';
import { formatFindings } from './finding.ts';
import { ModelFault } from './model-fault.ts';
import { transformProcesses } from './process-transform.ts';
import { findStraightThroughLoop } from './straight-through-loop.ts';
import { validate } from './validate.ts';

export type { ExecutableProcess } from './executable.ts';
export { checkResource } from './check-resource.ts';
export type { Finding } from './finding.ts';

export type ProcessesResult =
  | { readonly ok: true; readonly processes: ExecutableProcess[] }
  | { readonly ok: false; readonly message: string };

/**
 * The executable processes of a deployed (so valid) resource. The caller caches them by process
 * key: parsing costs milliseconds.
 * Failures: bytes that are no BPMN.
 */
export function parseProcesses(bytes: Uint8Array): ProcessesResult {
  const result = readBpmn(bytes);
  if (!result.ok) return result;
  return { ok: true, processes: transformProcesses(result.document) };
}

/**
 * The executable processes of a resource that somebody wants to deploy.
 * Failures, as the block of text that Zeebe's rejection holds for the resource: bytes that are no
 * BPMN; what the validators find; a loop that never waits.
 * Source: BpmnResourceTransformer.java
 */
export function readDeployableProcesses(resourceName: string, bytes: Uint8Array): ProcessesResult {
  const result = readBpmn(bytes);
  if (!result.ok) return { ok: false, message: `'${resourceName}': ${result.message}` };
  let processes: ExecutableProcess[];
  try {
    const findings = formatFindings(validate(result.document));
    if (findings !== '') return { ok: false, message: `'${resourceName}': ${findings}` };
    processes = transformProcesses(result.document);
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    return { ok: false, message: `'${resourceName}': ${error.message}` };
  }
  const loops = loopFailures(resourceName, processes);
  return loops === '' ? { ok: true, processes } : { ok: false, message: loops };
}

function loopFailures(resourceName: string, processes: readonly ExecutableProcess[]): string {
  let text = '';
  for (const process of processes) {
    const loop = findStraightThroughLoop(process, processes);
    if (loop === null) continue;
    const rule = 'Processes are not allowed to contain a straight-through processing loop';
    text += `\`${resourceName}\`: - Process: ${process.id}\n`;
    text += `    - ERROR: ${rule}: ${loop.join(' > ')}\n`;
  }
  return text;
}
