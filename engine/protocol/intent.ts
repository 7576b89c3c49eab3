import type { ValueType } from './value-type.ts';

function names<const T extends readonly string[]>(...list: T): T {
  return list;
}

/**
 * The facts of each kind of record, as Zeebe spells them. Source: zeebe/protocol,
 * `record/intent/*.java`.
 */
export const EventIntents = {
  JOB: names(
    'CREATED',
    'COMPLETED',
    'TIMED_OUT',
    'FAILED',
    'RETRIES_UPDATED',
    'CANCELED',
    'ERROR_THROWN',
    'RECURRED_AFTER_BACKOFF',
    'YIELDED',
    'TIMEOUT_UPDATED',
    'MIGRATED',
  ),
  DEPLOYMENT: names('CREATED', 'DISTRIBUTED', 'FULLY_DISTRIBUTED'),
  PROCESS_INSTANCE: names(
    'SEQUENCE_FLOW_TAKEN',
    'ELEMENT_ACTIVATING',
    'ELEMENT_ACTIVATED',
    'ELEMENT_COMPLETING',
    'ELEMENT_COMPLETED',
    'ELEMENT_TERMINATING',
    'ELEMENT_TERMINATED',
    'ELEMENT_MIGRATED',
  ),
  INCIDENT: names('CREATED', 'RESOLVED', 'MIGRATED'),
  MESSAGE: names('PUBLISHED', 'EXPIRED'),
  MESSAGE_SUBSCRIPTION: names('CREATED', 'CORRELATING', 'CORRELATED', 'REJECTED', 'DELETED'),
  PROCESS_MESSAGE_SUBSCRIPTION: names('CREATING', 'CREATED', 'CORRELATED', 'DELETING', 'DELETED'),
  JOB_BATCH: names('ACTIVATED'),
  TIMER: names('CREATED', 'TRIGGERED', 'CANCELED'),
  MESSAGE_START_EVENT_SUBSCRIPTION: names('CREATED', 'CORRELATED', 'DELETED'),
  VARIABLE: names('CREATED', 'UPDATED', 'MIGRATED'),
  VARIABLE_DOCUMENT: names('UPDATED'),
  PROCESS_INSTANCE_CREATION: names('CREATED'),
  ERROR: names('CREATED'),
  PROCESS_INSTANCE_RESULT: names('COMPLETED'),
  PROCESS: names('CREATED', 'DELETING', 'DELETED'),
  PROCESS_EVENT: names('TRIGGERING', 'TRIGGERED'),
  DECISION: names('CREATED', 'DELETED'),
  DECISION_REQUIREMENTS: names('CREATED', 'DELETED'),
  DECISION_EVALUATION: names('EVALUATED', 'FAILED'),
  PROCESS_INSTANCE_MODIFICATION: names('MODIFIED'),
  ESCALATION: names('ESCALATED', 'NOT_ESCALATED'),
  SIGNAL_SUBSCRIPTION: names('CREATED', 'DELETED'),
  SIGNAL: names('BROADCASTED'),
  RESOURCE_DELETION: names('DELETING', 'DELETED'),
  PROCESS_INSTANCE_BATCH: names(),
  MESSAGE_BATCH: names(),
  FORM: names('CREATED', 'DELETED'),
  USER_TASK: names(
    'CREATING',
    'CREATED',
    'COMPLETING',
    'COMPLETED',
    'CANCELING',
    'CANCELED',
    'ASSIGNING',
    'ASSIGNED',
    'UPDATING',
    'UPDATED',
    'MIGRATED',
  ),
  PROCESS_INSTANCE_MIGRATION: names('MIGRATED'),
  COMPENSATION_SUBSCRIPTION: names('CREATED', 'TRIGGERED', 'COMPLETED', 'DELETED'),
} as const satisfies { [VT in ValueType]: readonly string[] };

/** The wishes of each kind of record. Source: zeebe/protocol, `record/intent/*.java`. */
export const CommandIntents = {
  JOB: names(
    'COMPLETE',
    'TIME_OUT',
    'FAIL',
    'UPDATE_RETRIES',
    'CANCEL',
    'THROW_ERROR',
    'RECUR_AFTER_BACKOFF',
    'YIELD',
    'UPDATE_TIMEOUT',
  ),
  DEPLOYMENT: names('CREATE', 'DISTRIBUTE'),
  PROCESS_INSTANCE: names(
    'CANCEL',
    'ACTIVATE_ELEMENT',
    'COMPLETE_ELEMENT',
    'TERMINATE_ELEMENT',
    'COMPLETE_EXECUTION_LISTENER',
  ),
  INCIDENT: names('RESOLVE'),
  MESSAGE: names('PUBLISH', 'EXPIRE'),
  MESSAGE_SUBSCRIPTION: names('CREATE', 'CORRELATE', 'REJECT', 'DELETE'),
  PROCESS_MESSAGE_SUBSCRIPTION: names('CREATE', 'CORRELATE', 'DELETE'),
  JOB_BATCH: names('ACTIVATE'),
  TIMER: names('TRIGGER', 'CANCEL'),
  MESSAGE_START_EVENT_SUBSCRIPTION: names(),
  VARIABLE: names(),
  VARIABLE_DOCUMENT: names('UPDATE'),
  PROCESS_INSTANCE_CREATION: names('CREATE', 'CREATE_WITH_AWAITING_RESULT'),
  ERROR: names(),
  PROCESS_INSTANCE_RESULT: names(),
  PROCESS: names(),
  PROCESS_EVENT: names(),
  DECISION: names(),
  DECISION_REQUIREMENTS: names(),
  DECISION_EVALUATION: names('EVALUATE'),
  PROCESS_INSTANCE_MODIFICATION: names('MODIFY'),
  ESCALATION: names(),
  SIGNAL_SUBSCRIPTION: names(),
  SIGNAL: names('BROADCAST'),
  RESOURCE_DELETION: names('DELETE'),
  PROCESS_INSTANCE_BATCH: names('ACTIVATE', 'TERMINATE'),
  MESSAGE_BATCH: names('EXPIRE'),
  FORM: names(),
  USER_TASK: names('COMPLETE', 'ASSIGN', 'CLAIM', 'UPDATE'),
  PROCESS_INSTANCE_MIGRATION: names('MIGRATE'),
  COMPENSATION_SUBSCRIPTION: names(),
} as const satisfies { [VT in ValueType]: readonly string[] };

/** The facts that a record kind knows. */
export type EventIntentOf<VT extends ValueType> = (typeof EventIntents)[VT][number];

/** The wishes that a record kind knows. */
export type CommandIntentOf<VT extends ValueType> = (typeof CommandIntents)[VT][number];

/** Every intent of a record kind. */
export type IntentOf<VT extends ValueType> = EventIntentOf<VT> | CommandIntentOf<VT>;

/** The states of an element instance, and the passing of a token. */
export type ProcessInstanceEvent = EventIntentOf<'PROCESS_INSTANCE'>;
