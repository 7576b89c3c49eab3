import { LIMITS } from '../limits.ts';
import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import type { ErrorValue } from '../protocol/value/incident.value.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { Journal } from '../state/journal.ts';
import type { CommandLookup } from './command-handlers.ts';
import { ExpectedRefusal } from './expected-refusal.ts';
import type { CommandRecord } from './handlers.ts';
import type { FollowUp, StepWriter } from './step.ts';
import { BatchTooLargeError } from './step.ts';
import { refuse } from './writers.ts';

/** Told about commands that failed unexpectedly: bugs. */
export type OnError = (command: CommandRecord, error: unknown) => void;

/** What a runner works with. */
export interface RunnerParts {
  readonly state: EngineState;
  readonly journal: Journal;
  readonly writer: StepWriter;
  readonly handlerOf: CommandLookup;
  readonly bpmn: BpmnEngine;
  readonly now: () => number;
  readonly onError: OnError;
}

/**
 * Runs one step: an initial command and the follow-up commands that fit. A step that fails is
 * taken back and replaced by
 * its refusal. Source: zeebe/stream-platform, `ProcessingStateMachine.batchProcessing`;
 * zeebe/engine, `Engine.java`.
 */
export class StepRunner {
  private readonly parts: RunnerParts;

  constructor(parts: RunnerParts) {
    this.parts = parts;
  }

  /**
   * Runs a step. `position` is where the initial command stands in the log, or null when it is to
   * be appended.
   * Returns the follow-up commands that were written but are not processed yet.
   */
  run(command: CommandRecord, position: number | null): readonly FollowUp[] {
    const { writer } = this.parts;
    let sourcePosition = position;
    if (sourcePosition === null) {
      writer.begin(-1, command.timestamp);
      sourcePosition = writer.appendInitial(command);
    }
    const time = position === null ? command.timestamp : this.parts.now();
    let limit: number = LIMITS.maxCommandsInBatch;
    for (;;) {
      writer.begin(sourcePosition, time);
      this.processed = 0;
      try {
        return this.process(command, limit);
      } catch (error) {
        this.takeBack();
        if (error instanceof BatchTooLargeError && this.processed > 0) {
          limit = this.processed;
          continue;
        }
        writer.begin(sourcePosition, time);
        return this.handleError(command, error, sourcePosition);
      }
    }
  }

  /** Commands processed in the current try. */
  private processed = 0;

  private process(initial: CommandRecord, limit: number): readonly FollowUp[] {
    const { writer } = this.parts;
    const todo: CommandRecord[] = [initial];
    const rest: FollowUp[] = [];
    let seen = 0;
    while (todo.length > this.processed && this.processed < limit) {
      this.handle(todo[this.processed]!);
      this.processed++;
      for (; seen < writer.followUps.length; seen++) {
        const followUp = writer.followUps[seen]!;
        if (todo.length < limit) todo.push(followUp);
        else rest.push(followUp);
      }
    }
    return rest;
  }

  private handle(command: CommandRecord): void {
    const { state, handlerOf, writer } = this.parts;
    const handler = handlerOf(command.valueType, command.intent);
    if (handler === undefined) {
      refuse(
        writer,
        command,
        'PROCESSING_ERROR',
        `The engine does not know the command ${command.valueType} ${command.intent}.`,
      );
      return;
    }
    if (isBannable(command) && state.incidents.isBanned(instanceKeyOf(command))) return;
    handler(command);
  }

  private takeBack(): void {
    this.parts.journal.rollback();
    this.parts.writer.revert();
    this.parts.state.processes.forget();
  }

  private handleError(
    command: CommandRecord,
    error: unknown,
    position: number,
  ): readonly FollowUp[] {
    const { writer, bpmn, onError } = this.parts;
    if (error instanceof ExpectedRefusal) {
      const refused = error.value === undefined ? command : { ...command, value: error.value };
      refuse(writer, refused, error.type, error.message);
      return [];
    }
    if (error instanceof BatchTooLargeError) {
      if (
        command.valueType === 'PROCESS_INSTANCE' &&
        bpmn.raiseTooLarge(command as CommandRecord<'PROCESS_INSTANCE'>)
      )
        return [];
      refuse(writer, command, 'EXCEEDED_BATCH_RECORD_SIZE', '');
    } else {
      onError(command, error);
      const message = error instanceof Error ? error.message : String(error);
      refuse(
        writer,
        command,
        'PROCESSING_ERROR',
        `Expected to process record '${command.valueType} ${command.intent} ${command.key}' ` +
          `without errors, ` +
          `but exception occurred with message '${message}'.`,
      );
    }
    if (isBannable(command)) {
      writer.event(command.key, 'ERROR', 'CREATED', errorValue(command, error, position));
    }
    return [];
  }
}

/**
 * Commands of people are refused only; a fault in a command of the engine's own stops its
 * instance.
 */
const BANNED_VALUE_TYPES: ReadonlySet<string> = new Set([
  'PROCESS_INSTANCE',
  'PROCESS_INSTANCE_BATCH',
  'TIMER',
  'PROCESS_MESSAGE_SUBSCRIPTION',
]);

function isBannable({ valueType, intent }: CommandRecord): boolean {
  return BANNED_VALUE_TYPES.has(valueType) && intent !== 'CANCEL';
}

function instanceKeyOf({ value }: CommandRecord): number {
  return (value as { readonly processInstanceKey?: number }).processInstanceKey ?? -1;
}

function errorValue(command: CommandRecord, error: unknown, position: number): ErrorValue {
  return {
    exceptionMessage: error instanceof Error ? error.message : String(error),
    stacktrace: error instanceof Error ? (error.stack ?? '') : '',
    errorEventPosition: position,
    processInstanceKey: instanceKeyOf(command),
  };
}
