import type { ExecutableElement } from '../../model/executable.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';
import type { ProcessMessageSubscriptionValue } from '../../protocol/value/message.value.ts';

/** Sees an event whose expressions were evaluated, before anything is written. It may throw. */
export type OnEvent = (event: ExecutableElement, messageName: string) => void;

/**
 * Opens and closes subscriptions to timers, messages and signals.
 * Source: zeebe/engine, `processing/common/CatchEventBehavior.java`.
 */
export interface CatchEvents {
  /** Subscribes to `element.events` for the instance; on a failure nothing was written. */
  subscribe(element: ExecutableElement, context: ElementContext, onEvent?: OnEvent): Outcome;
  /** Ends all subscriptions of the instance. */
  unsubscribe(elementInstanceKey: number): void;
  /** Ends those subscriptions of the instance to messages that `isMeant` says. */
  unsubscribeMessages(
    elementInstanceKey: number,
    isMeant: (value: ProcessMessageSubscriptionValue) => boolean,
  ): void;
  /** Ends those subscriptions of the instance that belong to event sub-processes. */
  unsubscribeEventSubProcesses(context: ElementContext): void;
}
