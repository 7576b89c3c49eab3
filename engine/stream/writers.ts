import type { CommandIntentOf, EventIntentOf } from '../protocol/intent.ts';
import type { ValueOf } from '../protocol/record.ts';
import type { RejectionType } from '../protocol/record-type.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { CommandRecord } from './handlers.ts';

/**
 * The only way by which processing leaves a mark. What is appended becomes log records in the
 * order of the
 * calls; events are applied to the state at once.
 * Source: zeebe/engine, `processing/streamprocessor/writers/*.java`.
 */
export interface Writers {
  /** A new key, higher than all before. */
  nextKey(): number;
  /** The time of the step being processed, epoch ms. */
  now(): number;
  /** Appends a fact and applies it. */
  event<VT extends ValueType>(
    key: number,
    valueType: VT,
    intent: EventIntentOf<VT>,
    value: ValueOf<VT>,
  ): void;
  /** Appends a wish, processed after the current command, within the same batch when it fits. */
  command<VT extends ValueType>(
    key: number,
    valueType: VT,
    intent: CommandIntentOf<VT>,
    value: ValueOf<VT>,
  ): void;
  /**
   * Changes what the log says of a follow-up command of this step. Zeebe's processors complete some
   * commands while they process them, before anything is written.
   */
  amend<VT extends ValueType>(command: CommandRecord<VT>, value: ValueOf<VT>): void;
  /** Appends the refusal of the command. */
  rejection(command: CommandRecord, type: RejectionType, reason: string): void;
  /** Answers who sent the command, when somebody did, with a fact. Sent after the commit. */
  respond<VT extends ValueType>(
    command: CommandRecord,
    key: number,
    valueType: VT,
    intent: EventIntentOf<VT>,
    value: ValueOf<VT>,
  ): void;
  /** Answers a request other than the current command's (an awaited result). */
  respondTo<VT extends ValueType>(
    requestId: number,
    key: number,
    valueType: VT,
    intent: EventIntentOf<VT>,
    value: ValueOf<VT>,
  ): void;
  /** Answers who sent the command with a refusal. */
  respondRejection(command: CommandRecord, type: RejectionType, reason: string): void;
  /** Tells, after the commit, those who wait for jobs of the type. */
  jobAvailable(type: string): void;
  /** Runs after the commit, for effects outside the engine. Lost when the engine dies before. */
  afterCommit(effect: () => void): void;
  /** Whether a record of so many bytes more still fits into one message. */
  canWrite(bytes: number): boolean;
}

/** Appends the refusal and answers it: the common end of a command that is refused. */
export function refuse(
  writers: Writers,
  command: CommandRecord,
  type: RejectionType,
  reason: string,
): void {
  writers.rejection(command, type, reason);
  writers.respondRejection(command, type, reason);
}
