/**
 * A record of Zeebe's stream as this server reads it: keys are decimal strings, positions numbers.
 * Source: Zeebe `exporters/elasticsearch-exporter`, `protocol/.../record/Record.java`.
 */
export interface ExportedRecord {
  readonly partitionId: number;
  readonly position: number;
  readonly sourceRecordPosition: number;
  readonly key: string;
  /** Epoch milliseconds of the broker's clock. */
  readonly timestamp: number;
  readonly valueType: string;
  readonly intent: string;
  readonly recordType: 'EVENT' | 'COMMAND' | 'COMMAND_REJECTION';
  readonly rejectionType: string;
  readonly rejectionReason: string;
  readonly brokerVersion: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Value of a PROCESS_INSTANCE record. Source: `ProcessInstanceRecordValue.java`. */
export interface ElementValue {
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly processDefinitionKey: string;
  readonly processInstanceKey: string;
  readonly elementId: string;
  readonly bpmnElementType: string;
  readonly flowScopeKey: string;
  readonly parentProcessInstanceKey: string;
  readonly parentElementInstanceKey: string;
}

/** Value of a JOB record. Source: `JobRecordValue.java`. */
export interface JobValue {
  readonly type: string;
  readonly bpmnProcessId: string;
  readonly processDefinitionKey: string;
  readonly processInstanceKey: string;
  readonly elementInstanceKey: string;
  readonly elementId: string;
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly retries: number;
  /** Set by ThrowError, empty otherwise. */
  readonly errorCode?: string;
}

/** Value of a USER_TASK record: a native user task. Source: `UserTaskRecordValue.java`. */
export interface UserTaskValue {
  readonly userTaskKey: string;
  readonly bpmnProcessId: string;
  readonly processDefinitionKey: string;
  readonly processInstanceKey: string;
  readonly elementInstanceKey: string;
  readonly elementId: string;
  /** Empty when nobody has it, as every text here. */
  readonly assignee: string;
  readonly candidateGroupsList: readonly string[];
  readonly candidateUsersList: readonly string[];
  readonly dueDate: string;
  /** Of a linked form; `-1` without. */
  readonly formKey: string;
  readonly customHeaders: Readonly<Record<string, string>>;
  /** What was sent with the completion. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Value of a VARIABLE record; `value` is JSON text. Source: `VariableRecordValue.java`. */
export interface VariableValue {
  readonly name: string;
  readonly value: string;
  readonly scopeKey: string;
  readonly processInstanceKey: string;
}

/** Value of an INCIDENT record. Source: `IncidentRecordValue.java`. */
export interface IncidentValue {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly processInstanceKey: string;
  readonly processDefinitionKey: string;
  readonly elementInstanceKey: string;
  readonly elementId: string;
  readonly jobKey: string;
}

/** Value of a PROCESS record. Source: `Process.java` of the protocol. */
export interface ProcessValue {
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly processDefinitionKey: string;
  readonly resourceName: string;
  /** Base64 of the diagram. */
  readonly resource: string;
}

/** Value of a FORM record. Source: `Form.java` of the protocol. */
export interface FormValue {
  readonly formId: string;
  readonly version: number;
  readonly formKey: string;
  readonly resourceName: string;
  readonly resource: string;
}

/** Value of a PROCESS_INSTANCE_MODIFICATION record. */
export interface ModificationValue {
  readonly processInstanceKey: string;
  readonly activateInstructions: readonly {
    readonly elementId: string;
    readonly variableInstructions: readonly {
      readonly elementId: string;
      readonly variables: Readonly<Record<string, unknown>>;
    }[];
  }[];
  readonly terminateInstructions: readonly { readonly elementInstanceKey: string }[];
}

/** Job type of a job-based user task. Source: `Protocol.USER_TASK_JOB_TYPE`. */
export const USER_TASK_JOB = 'io.camunda.zeebe:userTask';
/** Zeebe's word for "no key". */
export const NO_KEY = '-1';
