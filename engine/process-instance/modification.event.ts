import { elementOf } from '../state/process-state.ts';
import type { EventAppliers } from '../stream/handlers.ts';
import { takeAllIncoming } from './creation.event.ts';

/**
 * What a modification changes beside its own facts. Source:
 * `ProcessInstanceModifiedEventApplier.java`.
 */
export const modificationEvents: EventAppliers<'PROCESS_INSTANCE_MODIFICATION'> = {
  MODIFIED(state, _key, value) {
    const root = state.elementInstances.get(value.processInstanceKey);
    if (root === undefined || value.activateInstructions.length === 0) return;
    for (const scopeKey of value.ancestorScopeKeys) {
      const scope = state.elementInstances.get(scopeKey);
      if (scope !== undefined && scope.interruptingElementId !== '') {
        state.elementInstances.update(scope, { interruptingElementId: '' });
      }
    }
    const process = state.processes.get(root.value.processDefinitionKey)?.executable;
    for (const { elementId, ancestorScopeKeys } of value.activateInstructions) {
      const element = process && elementOf(process, elementId, 'UNSPECIFIED');
      if (element?.elementType !== 'PARALLEL_GATEWAY') continue;
      takeAllIncoming(state, Math.max(...ancestorScopeKeys), element);
    }
  },
};
