import type { EventAppliers } from '../stream/handlers.ts';
import { noChange } from '../stream/handlers.ts';

/**
 * What facts about decisions change. Source: `DecisionCreatedApplier`, `DecisionDeletedApplier`.
 */
export const decisionEvents: EventAppliers<'DECISION'> = {
  CREATED(state, _key, value) {
    state.resources.createDecision(value);
  },
  DELETED(state, _key, value) {
    state.resources.deleteDecision(value);
  },
};

/** What facts about requirements graphs change. Source: `DecisionRequirementsCreatedApplier`. */
export const requirementsEvents: EventAppliers<'DECISION_REQUIREMENTS'> = {
  CREATED(state, key, value) {
    state.resources.requirements.create(
      key,
      value.decisionRequirementsId,
      value.decisionRequirementsVersion,
      value,
    );
  },
  // The record of a deletion has a key of its own.
  DELETED(state, _key, value) {
    state.resources.requirements.delete(
      value.decisionRequirementsKey,
      value.decisionRequirementsId,
      value.decisionRequirementsVersion,
    );
  },
};

/** An evaluation leaves no state. */
export const decisionEvaluationEvents: EventAppliers<'DECISION_EVALUATION'> = {
  EVALUATED: noChange,
  FAILED: noChange,
};
