import { parseDecisionGraph } from '../dmn/parse-graph.ts';
import { readBpmn } from './bpmn-document.ts';
import type { Finding } from './finding.ts';
import { ModelFault } from './model-fault.ts';
import { transformProcesses } from './process-transform.ts';
import { findStraightThroughLoop } from './straight-through-loop.ts';
import { validate } from './validate.ts';

/**
 * Everything that keeps a resource from being deployed, for a designer: each finding names its
 * element and a stable code beside Zeebe's English. An empty list: Zeebe would take it.
 */
export function checkResource(resourceName: string, bytes: Uint8Array): Finding[] {
  if (/\.(bpmn|xml)$/.test(resourceName)) return checkBpmn(bytes);
  if (resourceName.endsWith('.dmn')) return checkDmn(bytes);
  if (resourceName.endsWith('.form')) return checkForm(bytes);
  return [ofFile('resource-type-unknown', 'unknown resource type')];
}

function ofFile(code: string, message: string): Finding {
  return { elementId: null, elementName: '', message, code };
}

function checkBpmn(bytes: Uint8Array): Finding[] {
  const result = readBpmn(bytes);
  if (!result.ok) return [ofFile('not-bpmn', result.message)];
  try {
    const { design, runtime } = validate(result.document);
    const findings = [...design, ...runtime].map(
      ({ elementId, elementName, message, code }): Finding => ({
        elementId,
        elementName,
        message,
        code,
      }),
    );
    if (findings.length > 0) return findings;
    const processes = transformProcesses(result.document);
    return processes.flatMap((process) => {
      const loop = findStraightThroughLoop(process, processes);
      if (loop === null) return [];
      const rule = 'Processes are not allowed to contain a straight-through processing loop';
      const [elementId = process.id] = loop;
      const elementName = process.elements.get(elementId)?.name ?? '';
      const message = `${rule}: ${loop.join(' > ')}`;
      return [{ elementId, elementName, message, code: 'straight-through-loop' }];
    });
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    return [ofFile('model-invalid', error.message)];
  }
}

function checkDmn(bytes: Uint8Array): Finding[] {
  const result = parseDecisionGraph(bytes);
  return result.ok ? [] : [ofFile('not-dmn', result.message)];
}

function checkForm(bytes: Uint8Array): Finding[] {
  let form: unknown;
  try {
    form = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    return [ofFile('not-form', error instanceof Error ? error.message : String(error))];
  }
  const id: unknown = typeof form === 'object' && form !== null ? Reflect.get(form, 'id') : null;
  if (id === undefined || id === null) {
    return [ofFile('form-id-missing', 'Expected the form id to be present, but none given')];
  }
  if (typeof id === 'string' && id.trim() !== '') return [];
  return [ofFile('form-id-blank', 'Expected the form id to be filled, but it is blank')];
}
