import { readBpmn } from './bpmn-document.ts';
import type { ExecutableProcess } from './executable.ts';
import { transformProcesses } from './process-transform.ts';

export type { ExecutableProcess } from './executable.ts';

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
