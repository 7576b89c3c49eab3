import type { CommandIntentOf, EventIntentOf, IntentOf } from './intent.ts';
import type { Exported, WithStringKeys } from './json-text.ts';
import type { RecordType, RejectionType } from './record-type.ts';
import type { ValueType } from './value-type.ts';
import type * as Decision from './value/decision.value.ts';
import type * as Deployment from './value/deployment.value.ts';
import type * as Event from './value/event.value.ts';
import type * as Incident from './value/incident.value.ts';
import type * as Job from './value/job.value.ts';
import type * as Message from './value/message.value.ts';
import type * as ProcessInstance from './value/process-instance.value.ts';
import type * as Variable from './value/variable.value.ts';

/** Which value each record kind carries. Source: zeebe/protocol, `ValueTypeMapping.java`. */
export interface Values {
  JOB: Job.JobValue;
  DEPLOYMENT: Deployment.DeploymentValue;
  PROCESS_INSTANCE: ProcessInstance.ProcessInstanceValue;
  INCIDENT: Incident.IncidentValue;
  MESSAGE: Message.MessageValue;
  MESSAGE_SUBSCRIPTION: Message.MessageSubscriptionValue;
  PROCESS_MESSAGE_SUBSCRIPTION: Message.ProcessMessageSubscriptionValue;
  JOB_BATCH: Job.JobBatchValue;
  TIMER: Event.TimerValue;
  MESSAGE_START_EVENT_SUBSCRIPTION: Message.MessageStartEventSubscriptionValue;
  VARIABLE: Variable.VariableValue;
  VARIABLE_DOCUMENT: Variable.VariableDocumentValue;
  PROCESS_INSTANCE_CREATION: ProcessInstance.ProcessInstanceCreationValue;
  ERROR: Incident.ErrorValue;
  PROCESS_INSTANCE_RESULT: ProcessInstance.ProcessInstanceResultValue;
  PROCESS: Deployment.ProcessValue;
  PROCESS_EVENT: ProcessInstance.ProcessEventValue;
  DECISION: Deployment.DecisionValue;
  DECISION_REQUIREMENTS: Deployment.DecisionRequirementsValue;
  DECISION_EVALUATION: Decision.DecisionEvaluationValue;
  PROCESS_INSTANCE_MODIFICATION: ProcessInstance.ProcessInstanceModificationValue;
  ESCALATION: Event.EscalationValue;
  SIGNAL_SUBSCRIPTION: Event.SignalSubscriptionValue;
  SIGNAL: Event.SignalValue;
  RESOURCE_DELETION: Deployment.ResourceDeletionValue;
  PROCESS_INSTANCE_BATCH: ProcessInstance.ProcessInstanceBatchValue;
  MESSAGE_BATCH: Message.MessageBatchValue;
  FORM: Deployment.FormValue;
  USER_TASK: Job.UserTaskValue;
  PROCESS_INSTANCE_MIGRATION: ProcessInstance.ProcessInstanceMigrationValue;
  COMPENSATION_SUBSCRIPTION: Event.CompensationSubscriptionValue;
}

/** The value of a record kind. Fails to compile when a kind has none. */
export type ValueOf<VT extends ValueType> = Values[VT];

/** The value of some record. */
export type AnyValue = Values[ValueType];

/** One line of the log, as the engine holds it. */
export interface LogRecord<VT extends ValueType = ValueType> {
  /** Counts up by one over the whole log, from 1. */
  readonly position: number;
  /** The position of the command that caused it; -1 for what came from outside. */
  readonly sourceRecordPosition: number;
  readonly key: number;
  /** Epoch ms. */
  readonly timestamp: number;
  readonly recordType: RecordType;
  readonly valueType: VT;
  readonly intent: IntentOf<VT>;
  readonly rejectionType: RejectionType;
  readonly rejectionReason: string;
  readonly value: ValueOf<VT>;
}

/** A record of whichever kind, narrowed by `valueType`. */
export type AnyRecord = { [VT in ValueType]: LogRecord<VT> }[ValueType];

/**
 * A record as exported: what Zeebe 8.5's Elasticsearch exporter writes, one JSON object.
 * Source: zeebe/exporters/elasticsearch-exporter; measured on 8.5.8.
 */
export interface ExportedRecord<VT extends ValueType = ValueType> {
  readonly partitionId: number;
  readonly value: Exported<ValueOf<VT>>;
  readonly key: number;
  readonly timestamp: number;
  readonly valueType: VT;
  readonly intent: IntentOf<VT>;
  readonly recordType: RecordType;
  readonly rejectionType: RejectionType;
  readonly rejectionReason: string;
  readonly brokerVersion: string;
  readonly recordVersion: number;
  readonly authorizations: { readonly [name: string]: unknown };
  readonly position: number;
  readonly sourceRecordPosition: number;
}

/** An exported record as the server parses it: keys are strings, positions numbers. */
export type ParsedRecord<VT extends ValueType = ValueType> = {
  [K in ValueType]: WithStringKeys<ExportedRecord<K>>;
}[VT];

/** A handler for every fact of every record kind; one that is missing does not compile. */
export type PerEvent<F extends { [VT in ValueType]: unknown }> = {
  [VT in ValueType]: { [I in EventIntentOf<VT>]: F[VT] };
};

/** A handler for every wish of every record kind; one that is missing does not compile. */
export type PerCommand<F extends { [VT in ValueType]: unknown }> = {
  [VT in ValueType]: { [I in CommandIntentOf<VT>]: F[VT] };
};
