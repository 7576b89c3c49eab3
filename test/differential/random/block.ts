import type { ElementNotation, EventNotation } from '../diagram-element.ts';

/** What hangs on an activity: a boundary event and the way that leads on from it. */
export interface Boundary {
  readonly id: string;
  readonly event: EventNotation;
  readonly interrupting: boolean;
  /** Back into the way that the activity leads to; otherwise to an end of its own. */
  readonly joins: boolean;
  readonly body: Block;
  /** What undoes the activity, when the event is a compensation. */
  readonly handler?: ElementNotation;
}

/** An event sub-process: its start event and what follows. */
export interface EventSub {
  readonly id: string;
  readonly event: EventNotation;
  readonly interrupting: boolean;
  readonly body: Block;
}

/** One way out of a gateway. */
export interface Branch {
  /** Undefined: always (parallel), or the default flow. */
  readonly condition?: string;
  readonly body: Block;
}

/** A task of any kind, with what hangs on it. */
export interface TaskBlock {
  readonly kind: 'task';
  readonly id: string;
  readonly element: ElementNotation;
  readonly boundaries: readonly Boundary[];
}

/** An embedded sub-process, or a call activity with the process it calls. */
export interface ScopeBlock {
  readonly kind: 'sub' | 'call';
  readonly id: string;
  /** Mappings and multi-instance. */
  readonly element: Partial<ElementNotation>;
  readonly body: Block;
  readonly eventSubs: readonly EventSub[];
  readonly boundaries: readonly Boundary[];
}

/** A gateway, its branches, and the gateway that joins those that do not end. */
export interface SplitBlock {
  readonly kind: 'split';
  readonly id: string;
  readonly gate: 'xor' | 'and' | 'or';
  readonly branches: readonly Branch[];
}

/** An event-based gateway: whichever event comes first. */
export interface RaceBlock {
  readonly kind: 'race';
  readonly id: string;
  readonly branches: readonly {
    readonly id: string;
    readonly event: EventNotation;
    readonly body: Block;
  }[];
}

/** A way back: the body is done again as long as the condition holds. */
export interface AgainBlock {
  readonly kind: 'again';
  readonly id: string;
  readonly condition: string;
  readonly body: Block;
}

/** An intermediate event, or an end event (nothing follows it). */
export interface EventBlock {
  readonly kind: 'event' | 'end';
  readonly id: string;
  readonly element: ElementNotation;
}

/** Blocks one after the other. */
export interface SequenceBlock {
  readonly kind: 'sequence';
  readonly blocks: readonly Block[];
}

/** A piece of a process with one way in and at most one way out. */
export type Block =
  TaskBlock | ScopeBlock | SplitBlock | RaceBlock | AgainBlock | EventBlock | SequenceBlock;

/** The process that is played, with the block that it consists of. */
export interface ProcessPlan {
  readonly id: string;
  readonly body: Block;
  readonly eventSubs: readonly EventSub[];
  /** Start events besides the plain one. */
  readonly starts: readonly { readonly id: string; readonly event: EventNotation }[];
}

/** Nothing at all. */
export const EMPTY: SequenceBlock = { kind: 'sequence', blocks: [] };

/** How many elements a block draws, roughly: what shrinking makes smaller. */
export function sizeOf(block: Block): number {
  switch (block.kind) {
    case 'sequence':
      return block.blocks.reduce((sum, one) => sum + sizeOf(one), 0);
    case 'task':
      return 1 + hanging(block.boundaries);
    case 'sub':
    case 'call':
      return 3 + sizeOf(block.body) + hanging(block.boundaries) + hanging(block.eventSubs);
    case 'split':
    case 'race':
      return 2 + block.branches.reduce((sum, { body }) => sum + 1 + sizeOf(body), 0);
    case 'again':
      return 2 + sizeOf(block.body);
    default:
      return 1;
  }
}

function hanging(handlers: readonly { readonly body: Block }[]): number {
  return handlers.reduce((sum, { body }) => sum + 2 + sizeOf(body), 0);
}
