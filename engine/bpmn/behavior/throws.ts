import type { ExecutableElement } from '../../model/executable.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';

/** What throw and end events of these kinds do on activation, up to the wish to complete. */
export interface Throws {
  /** Broadcasts the element's signal. Source: zeebe/engine, `BpmnSignalBehavior.java`. */
  signal(element: ExecutableElement, activating: ElementContext): Outcome;
  /** Throws the element's escalation. Source: zeebe/engine, `BpmnEventPublicationBehavior.java`. */
  escalation(element: ExecutableElement, activating: ElementContext): Outcome;
}
