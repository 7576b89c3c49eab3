import type { ExecutableElement, ExecutableProcess } from '../model/executable.ts';
import type { RejectionType } from '../protocol/record-type.ts';
import type { ProcessInstanceMigrationValue } from '../protocol/value/process-instance.value.ts';
import type { ElementInstance } from '../state/element-instance.ts';
import type { EngineState } from '../state/engine-state.ts';
import { javaTextSetOrder } from './java-set-order.ts';

/** Why a migration is refused. */
export interface MigrationRefusal {
  readonly type: RejectionType;
  readonly reason: string;
}

/** Activities of other types cannot be migrated. */
const SUPPORTED = new Set(['PROCESS', 'SERVICE_TASK', 'USER_TASK', 'SUB_PROCESS', 'CALL_ACTIVITY']);

/** An element of a process by its id; the process itself has an id too. */
export function elementById(process: ExecutableProcess, id: string): ExecutableElement | undefined {
  return id === process.id ? process : process.elements.get(id);
}

/**
 * What is wrong with the plan as such, or null. In order: a source twice; a source or target that
 * does not exist; event sub-processes on either side.
 * Source: zeebe/engine, `ProcessInstanceMigrationPreconditions.java`.
 */
export function violatedPlan(
  { processInstanceKey, mappingInstructions }: ProcessInstanceMigrationValue,
  source: ExecutableProcess,
  target: ExecutableProcess,
): MigrationRefusal | null {
  const start = `Expected to migrate process instance '${processInstanceKey}' but`;
  for (const { sourceElementId, targetElementId } of mappingInstructions) {
    for (const [process, side, id] of [
      [source, 'source', sourceElementId],
      [target, 'target', targetElementId],
    ] as const) {
      if (elementById(process, id) !== undefined || process.flows.has(id)) continue;
      return invalidArgument(
        `${start} mapping instructions contain a non-existing ${side} element id '${id}'. ` +
          `Elements provided in mapping instructions must exist in the ${side} process definition.`,
      );
    }
  }
  if (source.eventSubProcesses.length > 0) {
    return invalidState(
      'Expected to migrate process instance but process instance has an event subprocess. ' +
        'Process instances with event subprocesses cannot be migrated yet.',
    );
  }
  if (target.eventSubProcesses.length > 0) {
    return invalidState(
      'Expected to migrate process instance but target process has an event subprocess. ' +
        'Target processes with event subprocesses cannot be migrated yet.',
    );
  }
  return null;
}

/** A source element that is mapped twice, or null. */
export function violatedUniqueness({
  processInstanceKey,
  mappingInstructions,
}: ProcessInstanceMigrationValue): MigrationRefusal | null {
  const ids = mappingInstructions.map(({ sourceElementId }) => sourceElementId);
  const twice = javaTextSetOrder(ids.filter((id, at) => ids.indexOf(id) !== at));
  if (twice.length === 0) return null;
  return invalidArgument(
    `Expected to migrate process instance '${processInstanceKey}' but the mapping instructions ` +
      `contain duplicate source element ids '[${twice.join(', ')}]'.`,
  );
}

/**
 * Why one element instance cannot move to `target`, or null. In order: its type; no mapping;
 * another type; another kind of user task; another flow scope; boundary events; a command under
 * way.
 */
export function violatedElement(
  state: EngineState,
  instance: ElementInstance,
  source: ExecutableElement | undefined,
  target: ExecutableElement | undefined,
  targetId: string | undefined,
): MigrationRefusal | null {
  const { value } = instance;
  const start = `Expected to migrate process instance '${value.processInstanceKey}' but`;
  const type = value.bpmnElementType;
  const about = `${start} active element with id '${value.elementId}'`;
  if (!SUPPORTED.has(type)) {
    return invalidState(
      `${about} has an unsupported type. The migration of a ${type} is not supported.`,
    );
  }
  if (targetId === undefined) {
    return invalidState(
      `${start} no mapping instruction defined for active element with id '${value.elementId}'. ` +
        'Elements cannot be migrated without a mapping.',
    );
  }
  if (target?.elementType !== type) {
    return invalidState(
      `${about} and type '${type}' is mapped to an element with id '${targetId}' ` +
        `and different type '${target?.elementType ?? 'SEQUENCE_FLOW'}'. ` +
        'Elements must be mapped to elements of the same type.',
    );
  }
  return (
    violatedUserTask(instance, target, start) ??
    violatedFlowScope(state, instance, target, start) ??
    violatedBoundary(source, about, 'active') ??
    violatedBoundary(target, `${start} target element with id '${target.id}'`, 'target') ??
    violatedRest(state, instance, start)
  );
}

function violatedUserTask(
  { value, userTaskKey }: ElementInstance,
  target: ExecutableElement,
  start: string,
): MigrationRefusal | null {
  if (value.bpmnElementType !== 'USER_TASK') return null;
  const own = userTaskKey > 0 ? 'zeebe user task' : 'job worker';
  const other = target.userTask !== null ? 'zeebe user task' : 'job worker';
  if (own === other) return null;
  return invalidState(
    `${start} active user task with id '${value.elementId}' and implementation '${own}' ` +
      `is mapped to an user task with id '${target.id}' and different implementation '${other}'. ` +
      'Elements must be mapped to elements of the same implementation.',
  );
}

function violatedFlowScope(
  state: EngineState,
  { value }: ElementInstance,
  target: ExecutableElement,
  start: string,
): MigrationRefusal | null {
  const scope = state.elementInstances.get(value.flowScopeKey);
  const actual = target.flowScope?.id;
  if (scope === undefined || scope.value.elementId === actual) return null;
  return invalidState(
    `${start} the flow scope of active element with id '${value.elementId}' is changed. ` +
      `The flow scope of the active element is expected to be '${scope.value.elementId}' ` +
      `but was '${actual}'. ` +
      'The flow scope of an element cannot be changed during migration yet.',
  );
}

/** Boundary events that wait for messages are subscribed to anew; others cannot move yet. */
function violatedBoundary(
  element: ExecutableElement | undefined,
  about: string,
  which: 'active' | 'target',
): MigrationRefusal | null {
  const types = (element?.boundaryEvents ?? [])
    .map(({ eventType }) => eventType)
    .filter((type) => type !== 'MESSAGE');
  if (types.length === 0) return null;
  return invalidState(
    `${about} has one or more boundary events of types '${types.join(',')}'. Migrating ${which} ` +
      'elements with boundary events of these types is not possible yet.',
  );
}

function violatedRest(
  state: EngineState,
  { key, activeSequenceFlows }: ElementInstance,
  start: string,
): MigrationRefusal | null {
  if (activeSequenceFlows === 0 && state.eventScopes.peek(key) === undefined) return null;
  return invalidState(
    `${start} a concurrent command was executed on the process instance. ` +
      'Please retry the migration.',
  );
}

function invalidState(reason: string): MigrationRefusal {
  return { type: 'INVALID_STATE', reason };
}

function invalidArgument(reason: string): MigrationRefusal {
  return { type: 'INVALID_ARGUMENT', reason };
}
