import { NO_KEY } from '../protocol/key.ts';
import type { ProcessInstanceEvent } from '../protocol/intent.ts';
import type { ProcessInstanceValue } from '../protocol/value/process-instance.value.ts';

/** How often each flow into a joining gateway was taken: gateway id → flow id → count. */
export type TakenFlows = { readonly [gatewayId: string]: { readonly [flowId: string]: number } };

/**
 * A running instance of an element, the process included.
 * Source: zeebe/engine, `state/instance/ElementInstance.java`.
 */
export interface ElementInstance {
  readonly key: number;
  /** The flow scope's instance; `NO_KEY` for a process instance. */
  readonly parentKey: number;
  readonly value: ProcessInstanceValue;
  readonly state: ProcessInstanceEvent;
  /** Child instances that are not yet completed or terminated. */
  readonly childCount: number;
  readonly childActivatedCount: number;
  readonly childCompletedCount: number;
  readonly childTerminatedCount: number;
  /** Tokens on flows inside this scope. */
  readonly activeSequenceFlows: number;
  readonly jobKey: number;
  /** 1 for the first child of a multi-instance body; 0 outside. */
  readonly multiInstanceLoopCounter: number;
  /** '' unless an event sub-process or terminate end event interrupted this scope. */
  readonly interruptingElementId: string;
  readonly calledChildInstanceKey: number;
  readonly executionListenerIndex: number;
  readonly userTaskKey: number;
  readonly takenFlows: TakenFlows | null;
}

/** A new instance in the given state. */
export function newElementInstance(
  key: number,
  parentKey: number,
  value: ProcessInstanceValue,
  state: ProcessInstanceEvent,
): ElementInstance {
  return {
    key,
    parentKey,
    value,
    state,
    childCount: 0,
    childActivatedCount: 0,
    childCompletedCount: 0,
    childTerminatedCount: 0,
    activeSequenceFlows: 0,
    jobKey: NO_KEY,
    multiInstanceLoopCounter: 0,
    interruptingElementId: '',
    calledChildInstanceKey: NO_KEY,
    executionListenerIndex: 0,
    userTaskKey: NO_KEY,
    takenFlows: null,
  };
}

/** Whether the instance waits or has children running. */
export function isActive(instance: ElementInstance): boolean {
  return instance.state === 'ELEMENT_ACTIVATED';
}

/** Whether the instance is being terminated. */
export function isTerminating(instance: ElementInstance): boolean {
  return instance.state === 'ELEMENT_TERMINATING';
}

/** Whether the instance may still be terminated. */
export function canTerminate(instance: ElementInstance): boolean {
  return (
    instance.state === 'ELEMENT_ACTIVATING' ||
    instance.state === 'ELEMENT_ACTIVATED' ||
    instance.state === 'ELEMENT_COMPLETING'
  );
}

/** Whether an event sub-process or terminate end event took over this scope. */
export function isInterrupted(instance: ElementInstance): boolean {
  return instance.interruptingElementId !== '';
}
