import type { ExecutableElement, ExecutableProcess } from '../model/executable.ts';
import { BpmnElementType } from '../protocol/bpmn-type.ts';
import type { StartInstruction } from '../protocol/value/process-instance.value.ts';
import type { Refusal } from '../job/precondition.ts';

/** Element types at which nothing can be started. */
export const UNSUPPORTED_TYPES: ReadonlySet<BpmnElementType> = new Set([
  'START_EVENT',
  'SEQUENCE_FLOW',
  'BOUNDARY_EVENT',
  'UNSPECIFIED',
]);

/** Element types at which something can be started, in the order of Zeebe's enumeration. */
export const SUPPORTED_TYPES: readonly BpmnElementType[] = Object.values(BpmnElementType).filter(
  (type) => !UNSUPPORTED_TYPES.has(type),
);

const PREFIX = 'Expected to create instance of process with start instructions but ';

/**
 * Why the instructions cannot be followed, or null. Checks in order: the element exists, is not
 * inside a multi-instance,
 * has a supported type, doesn't follow an event-based gateway.
 * Source: zeebe/engine, `ProcessInstanceCreationCreateProcessor.validateCommand`.
 */
export function violatedInstruction(
  process: ExecutableProcess,
  instructions: readonly StartInstruction[],
): Refusal | null {
  const found: ExecutableElement[] = [];
  for (const { elementId } of instructions) {
    const element =
      process.elements.get(elementId) ?? (elementId === process.id ? process : undefined);
    if (element !== undefined) found.push(element);
    else if (!process.flows.has(elementId))
      return refusal(`no element found with id '${elementId}'.`);
  }
  const inside = found.find(isInsideMultiInstance);
  if (inside !== undefined) {
    return refusal(
      `the element with id '${inside.id}' is inside a multi-instance subprocess. ` +
        'The creation of elements inside a multi-instance subprocess is not supported.',
    );
  }
  const unsupported = instructions
    .map(({ elementId: id }) => found.find((element) => element.id === id) ?? flowOf(id))
    .find(({ elementType }) => UNSUPPORTED_TYPES.has(elementType));
  if (unsupported !== undefined) {
    return refusal(
      `the element with id '${unsupported.id}' targets unsupported element type ` +
        `'${unsupported.elementType}'. Supported element types are: ` +
        `[${SUPPORTED_TYPES.join(', ')}]`,
    );
  }
  const afterGateway = found.find((element) =>
    element.incoming.some(({ source }) => source.elementType === 'EVENT_BASED_GATEWAY'),
  );
  if (afterGateway !== undefined) {
    return refusal(
      `the element with id '${afterGateway.id}' belongs to an event-based gateway. ` +
        'The creation of elements belonging to an event-based gateway is not supported.',
    );
  }
  return null;
}

function flowOf(id: string): Pick<ExecutableElement, 'id' | 'elementType'> {
  return { id, elementType: 'SEQUENCE_FLOW' };
}

/** Whether a multi-instance body is somewhere around the element. */
export function isInsideMultiInstance(element: ExecutableElement): boolean {
  const scope = element.flowScope;
  if (scope === null) return false;
  return scope.elementType === 'MULTI_INSTANCE_BODY' || isInsideMultiInstance(scope);
}

function refusal(reason: string): Refusal {
  return { type: 'INVALID_ARGUMENT', reason: PREFIX + reason };
}
