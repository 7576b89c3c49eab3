import type { ElementContext } from '../element-context.ts';

/**
 * Starts the next instance for a buffered message when an instance with the same correlation key
 * ended.
 * Source: zeebe/engine, `BpmnBufferedMessageStartEventBehavior.java`.
 */
export interface MessageStarts {
  /** Called before the end of an instance; what it returns is called after. */
  nextAfter(ending: ElementContext): (ended: ElementContext) => void;
}
