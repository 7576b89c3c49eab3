import type { ExecutableElement } from '../model/executable.ts';
import { elementOf } from '../state/process-state.ts';
import { countTakenFlow } from '../state/element-instance-state.ts';
import type { ElementInstance } from '../state/element-instance.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { EventAppliers } from '../stream/handlers.ts';
import { noChange } from '../stream/handlers.ts';

/**
 * A creation that starts at a parallel gateway lets it pass. Source:
 * `ProcessInstanceCreationCreatedApplier`.
 */
export const creationEvents: EventAppliers<'PROCESS_INSTANCE_CREATION'> = {
  CREATED(state, _key, value) {
    if (value.startInstructions.length === 0) return;
    const process = state.processes.get(value.processDefinitionKey)?.executable;
    const root = state.elementInstances.get(value.processInstanceKey);
    if (process === undefined || root === undefined) return;
    for (const { elementId } of value.startInstructions) {
      const element = elementOf(process, elementId, 'UNSPECIFIED');
      if (element?.elementType !== 'PARALLEL_GATEWAY') continue;
      const scope = findScope(state, root, element.flowScope?.id ?? '');
      if (scope !== undefined) takeAllIncoming(state, scope.key, element);
    }
  },
};

/** Counts every incoming flow of a gateway as taken once. */
export function takeAllIncoming(
  state: EngineState,
  scopeKey: number,
  gateway: ExecutableElement,
): void {
  const scope = state.elementInstances.require(scopeKey);
  let { takenFlows } = scope;
  for (const flow of gateway.incoming) {
    takenFlows = countTakenFlow(takenFlows, gateway.id, flow.id);
  }
  state.elementInstances.update(scope, { takenFlows });
}

/** The result is only an answer. */
export const resultEvents: EventAppliers<'PROCESS_INSTANCE_RESULT'> = { COMPLETED: noChange };

function findScope(
  state: EngineState,
  instance: ElementInstance,
  elementId: string,
): ElementInstance | undefined {
  if (instance.value.elementId === elementId) return instance;
  for (const child of state.elementInstances.childrenOf(instance.key)) {
    const found = findScope(state, child, elementId);
    if (found !== undefined) return found;
  }
  return undefined;
}
