import type { ExecutableElement } from '../model/executable.ts';
import type { ElementContext } from './element-context.ts';
import type { Failure } from './failure.ts';

/** Nothing when it went well; the failure becomes an incident of the element instance. */
export type Outcome = Failure | undefined;

/**
 * What one type of BPMN element does at the three commands that move an instance. The framework
 * (`element.command.ts`) has already checked the precondition and written ELEMENT_ACTIVATING,
 * _COMPLETING or
 * _TERMINATING; the processor writes what follows through the behaviors, to the end of the
 * transition.
 * After an incident the framework calls the same method again, so a method first does what can
 * fail.
 * Source: zeebe/engine, `processing/bpmn/BpmnElementProcessor.java`.
 */
export interface ElementProcessor {
  /** On ACTIVATE_ELEMENT, after ELEMENT_ACTIVATING. */
  onActivate(element: ExecutableElement, context: ElementContext): Outcome;
  /** After onActivate and all start execution listeners. */
  finalizeActivation?(element: ExecutableElement, context: ElementContext): Outcome;
  /** On COMPLETE_ELEMENT, after ELEMENT_COMPLETING. */
  onComplete(element: ExecutableElement, context: ElementContext): Outcome;
  /** After onComplete and all end execution listeners. */
  finalizeCompletion?(element: ExecutableElement, context: ElementContext): Outcome;
  /** On TERMINATE_ELEMENT, after ELEMENT_TERMINATING. */
  onTerminate(element: ExecutableElement, context: ElementContext): void;
}

/**
 * An element that has elements inside, or calls a process: it is told what its children do.
 * Source: zeebe/engine, `processing/bpmn/BpmnElementContainerProcessor.java`.
 */
export interface ContainerProcessor extends ElementProcessor {
  /** A child wrote ELEMENT_ACTIVATING; a failure becomes the child's incident. */
  onChildActivating?(
    element: ExecutableElement,
    context: ElementContext,
    child: ElementContext,
  ): Outcome;
  /**
   * A child without outgoing flow is about to write ELEMENT_COMPLETED. The boolean reaches
   * `afterExecutionPathCompleted`; a failure becomes the child's incident.
   */
  beforeExecutionPathCompleted?(
    element: ExecutableElement,
    context: ElementContext,
    child: ElementContext,
  ): boolean | undefined | Failure;
  /** A child without outgoing flow wrote ELEMENT_COMPLETED. */
  afterExecutionPathCompleted(
    element: ExecutableElement,
    context: ElementContext,
    child: ElementContext,
    satisfiesCompletionCondition: boolean | undefined,
  ): void;
  /** A child wrote ELEMENT_TERMINATED; `null` when the container had no child left to terminate. */
  onChildTerminated(
    element: ExecutableElement,
    context: ElementContext,
    child: ElementContext | null,
  ): void;
}
