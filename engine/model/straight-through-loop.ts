import type { BpmnElementType, ExecutableElement, ExecutableProcess } from './executable.ts';

const PASSED_AT_ONCE: ReadonlySet<BpmnElementType> = new Set([
  'MANUAL_TASK',
  'TASK',
  'EXCLUSIVE_GATEWAY',
  'INCLUSIVE_GATEWAY',
  'PARALLEL_GATEWAY',
  'START_EVENT',
  'END_EVENT',
  'SUB_PROCESS',
  'MULTI_INSTANCE_BODY',
  'CALL_ACTIVITY',
]);
const REJECTED: ReadonlySet<BpmnElementType> = new Set(['MANUAL_TASK', 'TASK', 'CALL_ACTIVITY']);

/**
 * A loop that never waits, as the ids on it with the first one again at the end; null when the
 * process has none. Such a process would spin for ever.
 * Source: StraightThroughProcessingLoopValidator.java
 */
export function findStraightThroughLoop(
  process: ExecutableProcess,
  processes: readonly ExecutableProcess[],
): string[] | null {
  const candidates = [...process.elements.values()]
    .map((element) => element.multiInstance?.inner ?? element)
    .filter((element) => REJECTED.has(element.elementType))
    .sort((x, y) => (x.id < y.id ? -1 : x.id > y.id ? 1 : 0));
  for (const candidate of candidates) {
    const loop = follow([], candidate, processes);
    if (loop !== null) return loop.map((element) => element.id);
  }
  return null;
}

function follow(
  path: ExecutableElement[],
  element: ExecutableElement,
  processes: readonly ExecutableProcess[],
): ExecutableElement[] | null {
  const at = path.indexOf(element);
  if (at !== -1 && path.some((one) => REJECTED.has(one.elementType))) {
    return [...path.slice(at), element];
  }
  // A loop of gateways alone is no matter of this check, but must not be followed for ever.
  if (at !== -1 || !PASSED_AT_ONCE.has(element.elementType)) return null;
  const isBody = element.elementType === 'MULTI_INSTANCE_BODY';
  if (!isBody) path.push(element);
  for (const next of nextElements(element, processes)) {
    const loop = follow(path, next, processes);
    if (loop !== null) return loop;
  }
  if (!isBody) path.pop();
  return null;
}

function nextElements(
  element: ExecutableElement,
  processes: readonly ExecutableProcess[],
): readonly ExecutableElement[] {
  switch (element.elementType) {
    case 'SUB_PROCESS':
      return element.noneStartEvent === null ? [] : [element.noneStartEvent];
    case 'CALL_ACTIVITY': {
      const called = element.calledElement?.processId;
      const process = called?.isStatic
        ? processes.find((one) => one.id === called.staticValue)
        : undefined;
      return process?.noneStartEvent == null ? [] : [process.noneStartEvent];
    }
    case 'MULTI_INSTANCE_BODY':
      return element.multiInstance === null ? [] : [element.multiInstance.inner];
    default: {
      const flows =
        element.outgoing.length > 0 ? element.outgoing : (element.flowScope?.outgoing ?? []);
      return flows.map((flow) => flow.target);
    }
  }
}
