import type { JsonText } from '../json-text.ts';

/** A variable of a scope. Source: zeebe/protocol, `VariableRecordValue.java`. */
export interface VariableValue {
  readonly name: string;
  /** The value as JSON text; exported as a string too. */
  readonly value: string;
  readonly scopeKey: number;
  readonly processInstanceKey: number;
  readonly processDefinitionKey: number;
  readonly bpmnProcessId: string;
  readonly tenantId: string;
}

/** Variables to be set at a scope. Source: zeebe/protocol, `VariableDocumentRecordValue.java`. */
export interface VariableDocumentValue {
  readonly scopeKey: number;
  readonly updateSemantics: 'PROPAGATE' | 'LOCAL';
  readonly variables: JsonText;
  readonly tenantId: string;
}
