import type { CommandIntentOf } from '../protocol/intent.ts';
import type { LogRecord, ValueOf } from '../protocol/record.ts';
import type { RejectionType } from '../protocol/record-type.ts';
import type { ValueType } from '../protocol/value-type.ts';

/** A wish as somebody outside the engine sends it. */
export interface Command<VT extends ValueType = ValueType> {
  readonly valueType: VT;
  readonly intent: CommandIntentOf<VT>;
  /** The key of the entity meant; `NO_KEY` when the command makes a new one. */
  readonly key: number;
  readonly value: ValueOf<VT>;
}

/**
 * What a command came to, given after the commit is durable.
 * `event`: the fact Zeebe answers with (for a creation with result: PROCESS_INSTANCE_RESULT
 * COMPLETED).
 * `rejection`: refused; also a log record.
 * `exhausted`: not even queued, because the queue is full (gRPC RESOURCE_EXHAUSTED).
 * `closed`: the engine is shutting down (gRPC UNAVAILABLE).
 */
export type CommandAnswer =
  | { readonly kind: 'event'; readonly record: AnsweredRecord }
  | { readonly kind: 'rejection'; readonly type: RejectionType; readonly reason: string }
  | { readonly kind: 'exhausted'; readonly reason: string }
  | { readonly kind: 'closed'; readonly reason: string };

/** The part of the answering event that a gateway needs. */
export type AnsweredRecord = {
  [VT in ValueType]: Pick<LogRecord<VT>, 'key' | 'valueType' | 'intent' | 'value'>;
}[ValueType];

/**
 * Told the types of jobs that became activatable: in front of the commit, so that what is asked for
 * at once is part of it, or behind it when that is full.
 */
export type JobsAvailableListener = (types: ReadonlySet<string>) => void;

/** The door through which a gateway reaches the engine. */
export interface CommandPort {
  /**
   * Queues a command and answers when it is durable. Never rejects for an expected refusal;
   * rejects only
   * when the engine failed (disk full, programmer's error), after which it processes nothing more.
   */
  write<VT extends ValueType>(command: Command<VT>): Promise<CommandAnswer>;
  /**
   * Registers a listener for jobs that became activatable; returns the function that takes it
   * back.
   */
  onJobsAvailable(listener: JobsAvailableListener): () => void;
}
