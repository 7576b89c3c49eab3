import type { ProcessInstanceEvent } from '../protocol/intent.ts';
import type { ProcessInstanceValue } from '../protocol/value/process-instance.value.ts';

/**
 * Which element instance is being processed, and the state it came to.
 * Source: zeebe/engine, `processing/bpmn/BpmnElementContext.java`.
 */
export interface ElementContext {
  readonly elementInstanceKey: number;
  readonly value: ProcessInstanceValue;
  readonly state: ProcessInstanceEvent | 'NONE';
}
