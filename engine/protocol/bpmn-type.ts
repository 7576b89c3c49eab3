/**
 * What an element instance is an instance of. Source: zeebe/protocol,
 * `record/value/BpmnElementType.java`.
 */
export const BpmnElementType = {
  UNSPECIFIED: 'UNSPECIFIED',
  PROCESS: 'PROCESS',
  SUB_PROCESS: 'SUB_PROCESS',
  EVENT_SUB_PROCESS: 'EVENT_SUB_PROCESS',
  START_EVENT: 'START_EVENT',
  INTERMEDIATE_CATCH_EVENT: 'INTERMEDIATE_CATCH_EVENT',
  INTERMEDIATE_THROW_EVENT: 'INTERMEDIATE_THROW_EVENT',
  BOUNDARY_EVENT: 'BOUNDARY_EVENT',
  END_EVENT: 'END_EVENT',
  SERVICE_TASK: 'SERVICE_TASK',
  RECEIVE_TASK: 'RECEIVE_TASK',
  USER_TASK: 'USER_TASK',
  MANUAL_TASK: 'MANUAL_TASK',
  TASK: 'TASK',
  EXCLUSIVE_GATEWAY: 'EXCLUSIVE_GATEWAY',
  PARALLEL_GATEWAY: 'PARALLEL_GATEWAY',
  EVENT_BASED_GATEWAY: 'EVENT_BASED_GATEWAY',
  INCLUSIVE_GATEWAY: 'INCLUSIVE_GATEWAY',
  SEQUENCE_FLOW: 'SEQUENCE_FLOW',
  MULTI_INSTANCE_BODY: 'MULTI_INSTANCE_BODY',
  CALL_ACTIVITY: 'CALL_ACTIVITY',
  BUSINESS_RULE_TASK: 'BUSINESS_RULE_TASK',
  SCRIPT_TASK: 'SCRIPT_TASK',
  SEND_TASK: 'SEND_TASK',
} as const;

/** What an element instance is an instance of. */
export type BpmnElementType = (typeof BpmnElementType)[keyof typeof BpmnElementType];

/** Which event an element catches or throws. Source: `record/value/BpmnEventType.java`. */
export const BpmnEventType = {
  UNSPECIFIED: 'UNSPECIFIED',
  CONDITIONAL: 'CONDITIONAL',
  ERROR: 'ERROR',
  ESCALATION: 'ESCALATION',
  LINK: 'LINK',
  MESSAGE: 'MESSAGE',
  NONE: 'NONE',
  SIGNAL: 'SIGNAL',
  TERMINATE: 'TERMINATE',
  TIMER: 'TIMER',
  COMPENSATION: 'COMPENSATION',
} as const;

/** Which event an element catches or throws. */
export type BpmnEventType = (typeof BpmnEventType)[keyof typeof BpmnEventType];
