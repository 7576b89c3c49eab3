import type { JsonText } from '../json-text.ts';

/** A timer. Source: zeebe/protocol, `TimerRecordValue.java`. */
export interface TimerValue {
  readonly elementInstanceKey: number;
  readonly processInstanceKey: number;
  /** Epoch ms. */
  readonly dueDate: number;
  readonly targetElementId: string;
  /** -1: for ever. */
  readonly repetitions: number;
  readonly processDefinitionKey: number;
  readonly tenantId: string;
}

/** A signal sent to everyone. Source: `SignalRecordValue.java`. */
export interface SignalValue {
  readonly signalName: string;
  readonly variables: JsonText;
  readonly tenantId: string;
}

/** Who waits for a signal. Source: `SignalSubscriptionRecordValue.java`. */
export interface SignalSubscriptionValue {
  readonly processDefinitionKey: number;
  readonly bpmnProcessId: string;
  readonly signalName: string;
  readonly catchEventId: string;
  readonly catchEventInstanceKey: number;
  readonly tenantId: string;
}

/** An escalation thrown. Source: `EscalationRecordValue.java`. */
export interface EscalationValue {
  readonly processInstanceKey: number;
  readonly escalationCode: string;
  readonly throwElementId: string;
  readonly catchElementId: string;
  readonly tenantId: string;
}

/**
 * A completed activity that can be compensated. Source:
 * `CompensationSubscriptionRecordValue.java`.
 */
export interface CompensationSubscriptionValue {
  readonly processInstanceKey: number;
  readonly processDefinitionKey: number;
  readonly compensableActivityId: string;
  readonly throwEventId: string;
  readonly throwEventInstanceKey: number;
  readonly compensationHandlerId: string;
  readonly compensationHandlerInstanceKey: number;
  readonly compensableActivityScopeKey: number;
  readonly compensableActivityInstanceKey: number;
  readonly variables: JsonText;
  readonly tenantId: string;
}
