import type { EventAppliers } from '../stream/handlers.ts';
import { noChange } from '../stream/handlers.ts';

/**
 * A deployment is only the frame of its resources' own facts. Source: `EventAppliers.java`,
 * version 2.
 */
export const deploymentEvents: EventAppliers<'DEPLOYMENT'> = {
  CREATED: noChange,
  DISTRIBUTED: noChange,
  FULLY_DISTRIBUTED: noChange,
};

/**
 * What facts about process definitions change. Source: `ProcessCreatedApplier`,
 * `ProcessDelet*Applier`.
 */
export const processEvents: EventAppliers<'PROCESS'> = {
  CREATED(state, _key, value) {
    state.processes.create(value);
  },
  DELETING(state, _key, value) {
    state.processes.unlist(value);
  },
  DELETED(state, _key, value) {
    state.processes.delete(value);
  },
};

/** What facts about forms change. Source: `FormCreatedApplier`, `FormDeletedApplier`. */
export const formEvents: EventAppliers<'FORM'> = {
  CREATED(state, key, value) {
    state.resources.forms.create(key, value.formId, value.version, value);
  },
  // The record of a deletion has a key of its own.
  DELETED(state, _key, value) {
    state.resources.forms.delete(value.formKey, value.formId, value.version);
  },
};
