import type { JsonText } from '../json-text.ts';

/** A published message. Source: zeebe/protocol, `MessageRecordValue.java`. */
export interface MessageValue {
  readonly name: string;
  readonly correlationKey: string;
  /** ms. */
  readonly timeToLive: number;
  /** Epoch ms; -1 on the command. */
  readonly deadline: number;
  readonly variables: JsonText;
  readonly messageId: string;
  readonly tenantId: string;
}

/** Messages that expire together. Source: `MessageBatchRecordValue.java`. */
export interface MessageBatchValue {
  readonly messageKeys: readonly number[];
}

/** The message side of a subscription. Source: `MessageSubscriptionRecordValue.java`. */
export interface MessageSubscriptionValue {
  readonly processInstanceKey: number;
  readonly elementInstanceKey: number;
  readonly bpmnProcessId: string;
  readonly messageKey: number;
  readonly messageName: string;
  readonly correlationKey: string;
  readonly interrupting: boolean;
  readonly variables: JsonText;
  readonly tenantId: string;
}

/** The instance side of a subscription. Source: `ProcessMessageSubscriptionRecordValue.java`. */
export interface ProcessMessageSubscriptionValue {
  readonly processInstanceKey: number;
  readonly elementInstanceKey: number;
  readonly bpmnProcessId: string;
  readonly messageKey: number;
  readonly messageName: string;
  readonly variables: JsonText;
  readonly interrupting: boolean;
  readonly correlationKey: string;
  readonly elementId: string;
  readonly tenantId: string;
}

/**
 * A message start event's subscription. Source: `MessageStartEventSubscriptionRecordValue.java`.
 */
export interface MessageStartEventSubscriptionValue {
  readonly processDefinitionKey: number;
  readonly bpmnProcessId: string;
  readonly messageName: string;
  readonly startEventId: string;
  readonly processInstanceKey: number;
  readonly messageKey: number;
  readonly correlationKey: string;
  readonly variables: JsonText;
  readonly tenantId: string;
}
