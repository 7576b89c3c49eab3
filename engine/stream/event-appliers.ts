import type { ValueOf } from '../protocol/record.ts';
import type { ValueType } from '../protocol/value-type.ts';
import { compensationSubscriptionEvents } from '../compensation/compensation.event.ts';
import { deploymentEvents, formEvents, processEvents } from '../deployment/deployment.event.ts';
import {
  decisionEvents,
  decisionEvaluationEvents,
  requirementsEvents,
} from '../deployment/decision.event.ts';
import { resourceDeletionEvents } from '../deployment/resource-deletion.event.ts';
import { errorEvents, incidentEvents } from '../incident/incident.event.ts';
import { jobBatchEvents, jobEvents } from '../job/job.event.ts';
import {
  messageEvents,
  messageStartEvents,
  messageSubscriptionEvents,
  processMessageSubscriptionEvents,
} from '../message/message.event.ts';
import { creationEvents, resultEvents } from '../process-instance/creation.event.ts';
import { elementEvents } from '../process-instance/element.event.ts';
import { migrationEvents } from '../process-instance/migration.event.ts';
import { modificationEvents } from '../process-instance/modification.event.ts';
import { processEventEvents } from '../process-instance/process-event.event.ts';
import {
  escalationEvents,
  signalEvents,
  signalSubscriptionEvents,
} from '../signal/signal.event.ts';
import { timerEvents } from '../timer/timer.event.ts';
import type { EngineState } from '../state/engine-state.ts';
import { userTaskEvents } from '../user-task/user-task.event.ts';
import { variableDocumentEvents, variableEvents } from '../variable/variable.event.ts';
import type { EventAppliers } from './handlers.ts';

/** Record kinds whose events the engine writes. The others join when their folder is written. */
export type AppliedValueType = Exclude<ValueType, 'PROCESS_INSTANCE_BATCH' | 'MESSAGE_BATCH'>;

/** Which function writes each event into the state; processing and replay both use it. */
const APPLIERS: { readonly [VT in AppliedValueType]: EventAppliers<VT> } = {
  JOB: jobEvents,
  JOB_BATCH: jobBatchEvents,
  DEPLOYMENT: deploymentEvents,
  PROCESS: processEvents,
  FORM: formEvents,
  DECISION: decisionEvents,
  DECISION_REQUIREMENTS: requirementsEvents,
  DECISION_EVALUATION: decisionEvaluationEvents,
  RESOURCE_DELETION: resourceDeletionEvents,
  PROCESS_INSTANCE: elementEvents,
  PROCESS_INSTANCE_CREATION: creationEvents,
  PROCESS_INSTANCE_RESULT: resultEvents,
  PROCESS_INSTANCE_MODIFICATION: modificationEvents,
  PROCESS_INSTANCE_MIGRATION: migrationEvents,
  PROCESS_EVENT: processEventEvents,
  VARIABLE: variableEvents,
  VARIABLE_DOCUMENT: variableDocumentEvents,
  INCIDENT: incidentEvents,
  ERROR: errorEvents,
  TIMER: timerEvents,
  MESSAGE: messageEvents,
  MESSAGE_SUBSCRIPTION: messageSubscriptionEvents,
  PROCESS_MESSAGE_SUBSCRIPTION: processMessageSubscriptionEvents,
  MESSAGE_START_EVENT_SUBSCRIPTION: messageStartEvents,
  SIGNAL: signalEvents,
  SIGNAL_SUBSCRIPTION: signalSubscriptionEvents,
  ESCALATION: escalationEvents,
  COMPENSATION_SUBSCRIPTION: compensationSubscriptionEvents,
  USER_TASK: userTaskEvents,
};

type AnyApplier = (state: EngineState, key: number, value: ValueOf<ValueType>) => void;

const LOOKUP = APPLIERS as unknown as {
  readonly [valueType: string]: { readonly [intent: string]: AnyApplier | undefined } | undefined;
};

/**
 * Applies an event to the state.
 * @throws when nobody knows the event: the engine must stop rather than skip a fact.
 */
export function applyEvent(
  state: EngineState,
  key: number,
  valueType: ValueType,
  intent: string,
  value: ValueOf<ValueType>,
): void {
  const apply = LOOKUP[valueType]?.[intent];
  if (apply === undefined) throw new Error(`no applier for ${valueType} ${intent}`);
  apply(state, key, value);
}
