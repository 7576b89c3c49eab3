import type { ExecutableElement } from '../../model/executable.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';

/**
 * Opens and closes subscriptions to timers, messages and signals.
 * Source: zeebe/engine, `processing/common/CatchEventBehavior.java`.
 */
export interface CatchEvents {
  /** Subscribes to `element.events` for the instance; on a failure nothing was written. */
  subscribe(element: ExecutableElement, context: ElementContext): Outcome;
  /** Ends all subscriptions of the instance. */
  unsubscribe(elementInstanceKey: number): void;
  /** Ends those subscriptions of the instance that belong to event sub-processes. */
  unsubscribeEventSubProcesses(context: ElementContext): void;
}
