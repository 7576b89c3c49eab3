import type { EventApplier, EventAppliers } from '../stream/handlers.ts';
import { noChange } from '../stream/handlers.ts';

const setVariable: EventApplier<'VARIABLE'> = (state, key, value) => {
  state.variables.set(key, value.scopeKey, value.name, value.value);
};

/**
 * What facts about variables change. Source: zeebe/engine, `state/appliers/VariableApplier.java`.
 */
export const variableEvents: EventAppliers<'VARIABLE'> = {
  CREATED: setVariable,
  UPDATED: setVariable,
  MIGRATED: noChange,
};

/** The document is only the frame of the variables' own facts. */
export const variableDocumentEvents: EventAppliers<'VARIABLE_DOCUMENT'> = { UPDATED: noChange };
