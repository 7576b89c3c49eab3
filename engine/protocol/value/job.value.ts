import type { JsonText } from '../json-text.ts';

/** What a job works for. Source: zeebe/protocol, `JobKind.java`. */
export type JobKind = 'BPMN_ELEMENT' | 'EXECUTION_LISTENER';

/** A piece of work. Source: zeebe/protocol, `JobRecordValue.java`. */
export interface JobValue {
  readonly type: string;
  readonly worker: string;
  /** Epoch ms until which the worker holds it; -1 when nobody does. */
  readonly deadline: number;
  /** ms; only on UPDATE_TIMEOUT. */
  readonly timeout: number;
  readonly retries: number;
  /** ms. */
  readonly retryBackoff: number;
  /** Epoch ms at which a failed job becomes activatable again; -1: none. */
  readonly recurringTime: number;
  /** A JSON object of strings. */
  readonly customHeaders: JsonText;
  readonly variables: JsonText;
  readonly errorMessage: string;
  readonly errorCode: string;
  readonly jobKind: JobKind;
  readonly bpmnProcessId: string;
  readonly processDefinitionVersion: number;
  readonly processDefinitionKey: number;
  readonly processInstanceKey: number;
  readonly elementId: string;
  readonly elementInstanceKey: number;
  readonly tenantId: string;
}

/** Jobs handed to one worker. Source: zeebe/protocol, `JobBatchRecordValue.java`. */
export interface JobBatchValue {
  readonly type: string;
  readonly worker: string;
  /** ms. */
  readonly timeout: number;
  readonly maxJobsToActivate: number;
  readonly jobKeys: readonly number[];
  readonly jobs: readonly JobValue[];
  /** Names to fetch; empty: all visible variables. */
  readonly variables: readonly string[];
  /** More jobs were waiting than fitted into one message. */
  readonly truncated: boolean;
  readonly tenantIds: readonly string[];
}

/**
 * A user task that the engine itself manages (`zeebe:userTask`). Source:
 * `UserTaskRecordValue.java`.
 */
export interface UserTaskValue {
  readonly userTaskKey: number;
  readonly assignee: string;
  readonly candidateGroupsList: readonly string[];
  readonly candidateUsersList: readonly string[];
  readonly dueDate: string;
  readonly followUpDate: string;
  readonly formKey: number;
  readonly externalFormReference: string;
  readonly variables: JsonText;
  readonly customHeaders: JsonText;
  readonly changedAttributes: readonly string[];
  readonly action: string;
  readonly creationTimestamp: number;
  readonly bpmnProcessId: string;
  readonly processDefinitionVersion: number;
  readonly processDefinitionKey: number;
  readonly processInstanceKey: number;
  readonly elementId: string;
  readonly elementInstanceKey: number;
  readonly tenantId: string;
}
