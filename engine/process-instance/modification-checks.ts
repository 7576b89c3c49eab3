import type { ExecutableElement } from '../model/executable.ts';
import type { Refusal } from '../job/precondition.ts';
import type { ProcessInstanceModificationValue } from '../protocol/value/process-instance.value.ts';
import { isActive } from '../state/element-instance.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { DeployedProcess } from '../state/process-state.ts';
import { javaTextSetOrder } from './java-set-order.ts';
import { SUPPORTED_TYPES, UNSUPPORTED_TYPES } from './start-instructions.ts';

type Check = (
  state: EngineState,
  process: DeployedProcess,
  value: ProcessInstanceModificationValue,
) => string | null;

/**
 * Zeebe's checks in Zeebe's order; the text follows `Expected to modify instance of process '…'
 * but …`.
 */
const CHECKS: readonly Check[] = [
  elementsExist,
  noneAfterEventBasedGateway,
  typesAreSupported,
  terminatedExist,
  variableScopesExist,
  variableScopesAreAround,
  ancestorsAreActive,
  ancestorsBelongToInstance,
  ancestorsAreAround,
];

/**
 * Why a modification cannot be carried out, or null. Source:
 * `ProcessInstanceModificationModifyProcessor.java`.
 */
export function violatedModification(
  state: EngineState,
  process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): Refusal | null {
  for (const check of CHECKS) {
    const text = check(state, process, value);
    if (text === null) continue;
    const { bpmnProcessId } = process.value;
    return {
      type: 'INVALID_ARGUMENT',
      reason: `Expected to modify instance of process '${bpmnProcessId}' but ${text}`,
    };
  }
  return null;
}

const ACTIVATE = 'it contains one or more activate instructions';

function elementIn({ executable }: DeployedProcess, id: string): ExecutableElement | undefined {
  return executable.elements.get(id) ?? (id === executable.id ? executable : undefined);
}

function activatedIds(value: ProcessInstanceModificationValue): string[] {
  return [...new Set(value.activateInstructions.map(({ elementId }) => elementId))];
}

function listed(items: readonly (string | number)[]): string {
  return `'${items.join("', '")}'`;
}

function elementsExist(
  _state: EngineState,
  process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const unknown = activatedIds(value).filter(
    (id) => elementIn(process, id) === undefined && !process.executable.flows.has(id),
  );
  if (unknown.length === 0) return null;
  return `${ACTIVATE} with an element that could not be found: ${listed(javaTextSetOrder(unknown))}`;
}

function noneAfterEventBasedGateway(
  _state: EngineState,
  process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const found = activatedIds(value).filter(
    (id) => elementIn(process, id)?.isConnectedToEventBasedGateway === true,
  );
  if (found.length === 0) return null;
  return (
    `${ACTIVATE} for elements that are unsupported: ${listed(found)}. ` +
    'The activation of events belonging to an event-based gateway is not supported.'
  );
}

function typesAreSupported(
  _state: EngineState,
  process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const typeOf = (id: string) => elementIn(process, id)?.elementType ?? 'SEQUENCE_FLOW';
  const found = activatedIds(value).filter((id) => UNSUPPORTED_TYPES.has(typeOf(id)));
  if (found.length === 0) return null;
  const types = [...new Set(found.map(typeOf))];
  return (
    `${ACTIVATE} for elements that are unsupported: ${listed(found)}. ` +
    `The activation of elements with type ${listed(types)} is not supported. ` +
    `Supported element types are: [${SUPPORTED_TYPES.join(', ')}].`
  );
}

function terminatedExist(
  state: EngineState,
  _process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const keys = new Set(value.terminateInstructions.map((one) => one.elementInstanceKey));
  const unknown = [...keys].filter((key) => state.elementInstances.get(key) === undefined);
  if (unknown.length === 0) return null;
  return (
    'it contains one or more terminate instructions with an element instance that could not be ' +
    `found: ${listed(unknown)}`
  );
}

function variableScopesExist(
  _state: EngineState,
  process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const unknown = value.activateInstructions
    .flatMap((instruction) => instruction.variableInstructions.map(({ elementId }) => elementId))
    .filter((id) => id !== '' && elementIn(process, id) === undefined);
  if (unknown.length === 0) return null;
  return (
    'it contains one or more variable instructions with a scope element id that could not be ' +
    `found: ${listed(javaTextSetOrder(unknown))}`
  );
}

function variableScopesAreAround(
  _state: EngineState,
  process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const isFine = value.activateInstructions.every(({ elementId, variableInstructions }) => {
    const element = elementIn(process, elementId);
    return variableInstructions.every(
      ({ elementId: scope }) =>
        scope === '' || scope === elementId || (element !== undefined && isAround(scope, element)),
    );
  });
  if (isFine) return null;
  return (
    "it contains one or more variable instructions with a scope element that doesn't belong to " +
    'the ' +
    "activating element's flow scope. These variables should be set before or after the " +
    'modification.'
  );
}

function ancestorKeys(value: ProcessInstanceModificationValue): number[] {
  const keys = value.activateInstructions.map(({ ancestorScopeKey }) => ancestorScopeKey);
  return [...new Set(keys.filter((key) => key > 0))];
}

function ancestorsAreActive(
  state: EngineState,
  _process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const invalid = ancestorKeys(value).filter((key) => {
    const instance = state.elementInstances.get(key);
    return instance === undefined || !isActive(instance);
  });
  if (invalid.length === 0) return null;
  return (
    `${ACTIVATE} with an ancestor scope key that does not exist, or is not in an active ` +
    `state: ${listed(javaTextSetOrder(invalid.map(String)))}`
  );
}

function ancestorsBelongToInstance(
  state: EngineState,
  _process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const foreign = ancestorKeys(value).filter(
    (key) => state.elementInstances.get(key)?.value.processInstanceKey !== value.processInstanceKey,
  );
  if (foreign.length === 0) return null;
  return (
    `${ACTIVATE} with an ancestor scope key that does not belong to the modified process ` +
    `instance: ${listed(javaTextSetOrder(foreign.map(String)))}`
  );
}

function ancestorsAreAround(
  state: EngineState,
  process: DeployedProcess,
  value: ProcessInstanceModificationValue,
): string | null {
  const lines = value.activateInstructions.flatMap(({ elementId, ancestorScopeKey }) => {
    if (ancestorScopeKey <= 0) return [];
    const ancestorId = state.elementInstances.get(ancestorScopeKey)?.value.elementId ?? '';
    const element = elementIn(process, elementId);
    if (element !== undefined && isAround(ancestorId, element)) return [];
    return [
      `\n- instance '${ancestorScopeKey}' of element '${ancestorId}' is not an ancestor of ` +
        `element '${elementId}'`,
    ];
  });
  if (lines.length === 0) return null;
  return (
    `${ACTIVATE} with an ancestor scope key that is not an ancestor of the element to ` +
    `activate:${lines.join('')}`
  );
}

function isAround(scopeId: string, element: ExecutableElement): boolean {
  for (let scope = element.flowScope; scope !== null; scope = scope.flowScope) {
    if (scope.id === scopeId) return true;
  }
  return false;
}
