import type { ErrorType } from '../error-type.ts';

/** A fault that somebody has to look after. Source: zeebe/protocol, `IncidentRecordValue.java`. */
export interface IncidentValue {
  readonly errorType: ErrorType;
  readonly errorMessage: string;
  readonly bpmnProcessId: string;
  readonly processDefinitionKey: number;
  readonly processInstanceKey: number;
  readonly elementId: string;
  readonly elementInstanceKey: number;
  readonly jobKey: number;
  readonly variableScopeKey: number;
  readonly tenantId: string;
}

/** A command that could not be processed. Source: zeebe/protocol, `ErrorRecordValue.java`. */
export interface ErrorValue {
  readonly exceptionMessage: string;
  readonly stacktrace: string;
  readonly errorEventPosition: number;
  readonly processInstanceKey: number;
}
