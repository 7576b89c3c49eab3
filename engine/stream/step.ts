import { LIMITS } from '../limits.ts';
import { KEY_BASE } from '../protocol/key.ts';
import type { AnyRecord, LogRecord, ValueOf } from '../protocol/record.ts';
import type { RecordType, RejectionType } from '../protocol/record-type.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { AnsweredRecord, CommandAnswer } from './command-port.ts';
import { applyEvent } from './event-appliers.ts';
import type { CommandRecord } from './handlers.ts';
import { recordBytes } from './record-size.ts';
import type { Writers } from './writers.ts';

/** A follow-up command with its place in the log. */
export interface FollowUp extends CommandRecord {
  readonly position: number;
}

/** An answer that leaves after the commit. */
export interface PendingAnswer {
  readonly requestId: number;
  readonly answer: CommandAnswer;
}

/** The records of one step got larger than one message may be. */
export class BatchTooLargeError extends Error {
  override readonly name = 'BatchTooLargeError';
}

/** Where a step began, to go back to. */
interface Mark {
  readonly records: number;
  readonly answers: number;
  readonly effects: number;
  readonly position: number;
  readonly key: number;
}

/**
 * Collects what the steps of one commit write. A step is an initial command with the follow-up
 * commands
 * that are processed along with it; when it fails, everything since its mark is taken back.
 */
export class StepWriter implements Writers {
  readonly records: AnyRecord[] = [];
  readonly answers: PendingAnswer[] = [];
  readonly effects: (() => void)[] = [];
  readonly availableTypes = new Set<string>();
  /** Follow-up commands of the step that are still to be processed, in order. */
  readonly followUps: FollowUp[] = [];
  nextPosition = 1;
  private lastKey = KEY_BASE;
  private sourcePosition = -1;
  private time = 0;
  private bytes = 0;
  /** Roughly the bytes of all records since `clear`. */
  totalBytes = 0;
  private mark: Mark = { records: 0, answers: 0, effects: 0, position: 1, key: KEY_BASE };
  private undos: (() => void)[] = [];
  private readonly state: EngineState;

  constructor(state: EngineState) {
    this.state = state;
  }

  /** Goes on behind what a former run wrote. */
  resume(lastPosition: number, lastKey: number): void {
    this.nextPosition = lastPosition + 1;
    this.lastKey = lastKey;
  }

  /** The highest key given. */
  get highestKey(): number {
    return this.lastKey;
  }

  /** Begins a step. `sourcePosition` is the position of its initial command. */
  begin(sourcePosition: number, timeMs: number): void {
    this.sourcePosition = sourcePosition;
    this.time = timeMs;
    this.bytes = 0;
    this.followUps.length = 0;
    this.undos.length = 0;
    this.mark = {
      records: this.records.length,
      answers: this.answers.length,
      effects: this.effects.length,
      position: this.nextPosition,
      key: this.lastKey,
    };
  }

  /** Takes back everything since `begin` except the state, which its journal takes back. */
  revert(): void {
    this.records.length = this.mark.records;
    this.answers.length = this.mark.answers;
    this.effects.length = this.mark.effects;
    this.nextPosition = this.mark.position;
    this.lastKey = this.mark.key;
    this.bytes = 0;
    this.followUps.length = 0;
    for (let i = this.undos.length - 1; i >= 0; i--) this.undos[i]!();
    this.undos.length = 0;
  }

  /** Forgets a commit that is durable. */
  clear(): void {
    this.records.length = 0;
    this.answers.length = 0;
    this.effects.length = 0;
    this.totalBytes = 0;
    this.availableTypes.clear();
  }

  nextKey(): number {
    return ++this.lastKey;
  }

  now(): number {
    return this.time;
  }

  /** Runs when the step is taken back: for what lives outside the tables. */
  onRevert(undo: () => void): void {
    this.undos.push(undo);
  }

  event<VT extends ValueType>(
    key: number,
    valueType: VT,
    intent: LogRecord<VT>['intent'],
    value: ValueOf<VT>,
  ): void {
    this.append('EVENT', key, valueType, intent, value, 'NULL_VAL', '');
    applyEvent(this.state, key, valueType, intent, value);
  }

  command<VT extends ValueType>(
    key: number,
    valueType: VT,
    intent: CommandRecord<VT>['intent'],
    value: ValueOf<VT>,
  ): void {
    const position = this.append('COMMAND', key, valueType, intent, value, 'NULL_VAL', '');
    const followUp = {
      position,
      valueType,
      intent,
      key,
      value,
      timestamp: this.time,
      requestId: 0,
    };
    this.followUps.push(followUp as unknown as FollowUp);
  }

  amend<VT extends ValueType>(command: CommandRecord<VT>, value: ValueOf<VT>): void {
    const at = this.records.findLastIndex(
      (record) => record.recordType === 'COMMAND' && record.value === command.value,
    );
    if (at < this.mark.records) return;
    this.records[at] = { ...this.records[at], value } as AnyRecord;
  }

  rejection(command: CommandRecord, type: RejectionType, reason: string): void {
    this.append(
      'COMMAND_REJECTION',
      command.key,
      command.valueType,
      command.intent,
      command.value,
      type,
      reason,
    );
  }

  respond<VT extends ValueType>(
    command: CommandRecord,
    key: number,
    valueType: VT,
    intent: LogRecord<VT>['intent'],
    value: ValueOf<VT>,
  ): void {
    this.respondTo(command.requestId, key, valueType, intent, value);
  }

  respondTo<VT extends ValueType>(
    requestId: number,
    key: number,
    valueType: VT,
    intent: LogRecord<VT>['intent'],
    value: ValueOf<VT>,
  ): void {
    if (requestId === 0) return;
    const record = { key, valueType, intent, value } as unknown as AnsweredRecord;
    this.answers.push({ requestId, answer: { kind: 'event', record } });
  }

  respondRejection(command: CommandRecord, type: RejectionType, reason: string): void {
    if (command.requestId === 0) return;
    this.answers.push({
      requestId: command.requestId,
      answer: { kind: 'rejection', type, reason },
    });
  }

  jobAvailable(type: string): void {
    this.availableTypes.add(type);
  }

  afterCommit(effect: () => void): void {
    this.effects.push(effect);
  }

  canWrite(bytes: number): boolean {
    return this.bytes + bytes <= LIMITS.maxMessageBytes;
  }

  /** Appends the initial command of a step, in front of the mark. */
  appendInitial(command: CommandRecord): number {
    return this.append(
      'COMMAND',
      command.key,
      command.valueType,
      command.intent,
      command.value,
      'NULL_VAL',
      '',
    );
  }

  private append(
    recordType: RecordType,
    key: number,
    valueType: ValueType,
    intent: LogRecord['intent'],
    value: ValueOf<ValueType>,
    rejectionType: RejectionType,
    rejectionReason: string,
  ): number {
    const bytes = recordBytes(valueType, value);
    this.bytes += bytes;
    this.totalBytes += bytes;
    if (this.bytes > LIMITS.maxMessageBytes && this.records.length > this.mark.records) {
      throw new BatchTooLargeError('the records of one step exceed the message size');
    }
    const position = this.nextPosition++;
    this.records.push({
      position,
      sourceRecordPosition: this.sourcePosition,
      key,
      timestamp: this.time,
      recordType,
      valueType,
      intent,
      rejectionType,
      rejectionReason,
      value,
    } as AnyRecord);
    return position;
  }
}
