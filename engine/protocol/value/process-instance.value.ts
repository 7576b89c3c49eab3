import type { BpmnElementType, BpmnEventType } from '../bpmn-type.ts';
import type { JsonText } from '../json-text.ts';

/**
 * An element instance or a token on a flow. Source: zeebe/protocol,
 * `ProcessInstanceRecordValue.java`.
 */
export interface ProcessInstanceValue {
  readonly bpmnElementType: BpmnElementType;
  readonly elementId: string;
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly processDefinitionKey: number;
  readonly processInstanceKey: number;
  readonly flowScopeKey: number;
  readonly bpmnEventType: BpmnEventType;
  readonly parentProcessInstanceKey: number;
  readonly parentElementInstanceKey: number;
  readonly tenantId: string;
}

/** Where a new instance starts instead of its none start event. */
export interface StartInstruction {
  readonly elementId: string;
}

/** Wish for and fact of a new instance. Source: `ProcessInstanceCreationRecordValue.java`. */
export interface ProcessInstanceCreationValue {
  readonly bpmnProcessId: string;
  /** -1: the latest version. */
  readonly version: number;
  readonly processDefinitionKey: number;
  readonly processInstanceKey: number;
  readonly variables: JsonText;
  readonly fetchVariables: readonly string[];
  readonly startInstructions: readonly StartInstruction[];
  readonly tenantId: string;
}

/**
 * What a finished instance answers to who waits for it. Source:
 * `ProcessInstanceResultRecordValue.java`.
 */
export interface ProcessInstanceResultValue {
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly processDefinitionKey: number;
  readonly processInstanceKey: number;
  readonly variables: JsonText;
  readonly tenantId: string;
}

/**
 * Child instances to activate or end piece by piece. Source:
 * `ProcessInstanceBatchRecordValue.java`.
 */
export interface ProcessInstanceBatchValue {
  readonly processInstanceKey: number;
  readonly batchElementInstanceKey: number;
  /** Activation: how many remain; termination: the child to go on from; -1 at first. */
  readonly index: number;
  readonly tenantId: string;
}

/**
 * An event that reached a scope and waits to be handled there. Source:
 * `ProcessEventRecordValue.java`.
 */
export interface ProcessEventValue {
  readonly scopeKey: number;
  readonly targetElementId: string;
  readonly variables: JsonText;
  readonly processDefinitionKey: number;
  readonly processInstanceKey: number;
  readonly tenantId: string;
}

/** Variables to set when an element is activated by a modification; '' means the global scope. */
export interface ModificationVariableInstruction {
  readonly variables: JsonText;
  readonly elementId: string;
}

/** An element to activate by a modification. */
export interface ModificationActivateInstruction {
  readonly elementId: string;
  readonly ancestorScopeKey: number;
  readonly variableInstructions: readonly ModificationVariableInstruction[];
  readonly ancestorScopeKeys: readonly number[];
}

/** An element instance to end by a modification. */
export interface ModificationTerminateInstruction {
  readonly elementInstanceKey: number;
}

/** A change of the course. Source: `ProcessInstanceModificationRecordValue.java`. */
export interface ProcessInstanceModificationValue {
  readonly processInstanceKey: number;
  readonly terminateInstructions: readonly ModificationTerminateInstruction[];
  readonly activateInstructions: readonly ModificationActivateInstruction[];
  readonly ancestorScopeKeys: readonly number[];
  readonly tenantId: string;
}

/**
 * A running instance moved to another definition. Source:
 * `ProcessInstanceMigrationRecordValue.java`.
 */
export interface ProcessInstanceMigrationValue {
  readonly processInstanceKey: number;
  readonly targetProcessDefinitionKey: number;
  readonly mappingInstructions: readonly {
    readonly sourceElementId: string;
    readonly targetElementId: string;
  }[];
  readonly tenantId: string;
}
