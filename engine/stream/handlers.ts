import type { CommandIntentOf, EventIntentOf } from '../protocol/intent.ts';
import type { ValueOf } from '../protocol/record.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { EngineState } from '../state/engine-state.ts';

/** A command on its way through the engine. */
export interface CommandRecord<VT extends ValueType = ValueType> {
  readonly valueType: VT;
  readonly intent: CommandIntentOf<VT>;
  readonly key: number;
  readonly value: ValueOf<VT>;
  /** Epoch ms. */
  readonly timestamp: number;
  /** Who waits for the answer; 0: nobody (a follow-up command or one by the engine itself). */
  readonly requestId: number;
}

/** Decides: reads state, writes what follows through the writers it was made with. */
export type CommandHandler<VT extends ValueType> = (command: CommandRecord<VT>) => void;

/** The command handlers of one record kind; a missing one does not compile. */
export type CommandHandlers<VT extends ValueType> = {
  readonly [I in CommandIntentOf<VT>]: CommandHandler<VT>;
};

/**
 * Writes: changes the state, from nothing but the event. The same function serves processing and
 * replay.
 */
export type EventApplier<VT extends ValueType> = (
  state: EngineState,
  key: number,
  value: ValueOf<VT>,
) => void;

/** The event appliers of one record kind; a missing one does not compile. */
export type EventAppliers<VT extends ValueType> = {
  readonly [I in EventIntentOf<VT>]: EventApplier<VT>;
};

/** An event that changes no state. */
export function noChange(): void {}
