import { LIMITS } from '../limits.ts';
import type { AnyRecord } from '../protocol/record.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { JobBatchValue } from '../protocol/value/job.value.ts';
import { isAlwaysTaken } from './always-taken.ts';
import type { Command, CommandAnswer, CommandPort, JobsAvailableListener } from './command-port.ts';
import { Commits, type CommitParts } from './commits.ts';
import type { CommandRecord } from './handlers.ts';
import { Requests } from './requests.ts';
import type { StepRunner } from './step-runner.ts';
import type { FollowUp, StepWriter } from './step.ts';

/** A command that waits, and who waits for its answer. */
interface Waiting {
  readonly command: Command;
  readonly requestId: number;
}

/** Told the records of each commit, when they are durable, and the log's bytes of them, if any. */
export type CommitListener = (records: readonly AnyRecord[], bytes: Uint8Array | null) => void;

/** What the processor works with. */
export interface StreamParts extends CommitParts {
  readonly writer: StepWriter;
  readonly runner: StepRunner;
}

/**
 * Takes commands, processes them one after the other, and commits many at once.
 * Source: zeebe/stream-platform, `ProcessingStateMachine.java`.
 */
export class StreamProcessor implements CommandPort {
  private queue: Waiting[] = [];
  private readonly requests = new Requests();
  private readonly jobListeners = new Set<JobsAvailableListener>();
  private readonly commitListeners = new Set<CommitListener>();
  private readonly backlog: FollowUp[] = [];
  /** Commands taken from the queue so far. */
  private taken = 0;
  private marks: { readonly after: number; readonly callback: () => void }[] = [];
  private isScheduled = false;
  private isWaitingForRoom = false;
  private isHolding = false;
  private isClosed = false;
  private failure: unknown = null;
  private tellFailed: (error: unknown) => void = () => {};
  /** Resolves with the error when the engine had to stop (disk full, a bug outside a command). */
  readonly failed = new Promise<unknown>((resolve) => {
    this.tellFailed = resolve;
  });
  private readonly parts: StreamParts;
  private readonly commits: Commits;

  constructor(parts: StreamParts) {
    this.parts = parts;
    this.commits = new Commits(parts, (error) => this.fail(error));
    parts.store.isSound = () => this.failure === null;
    for (const [, followUp] of parts.pending.all()) this.backlog.push(followUp);
    this.backlog.sort((one, other) => one.position - other.position);
    if (this.backlog.length > 0) this.schedule();
  }

  write<VT extends ValueType>(command: Command<VT>): Promise<CommandAnswer> {
    if (this.failure !== null) return Promise.reject(this.failure as Error);
    if (this.isClosed) {
      return Promise.resolve({ kind: 'closed', reason: 'The engine is shutting down.' });
    }
    if (this.queue.length >= LIMITS.maxQueuedCommands && !isAlwaysTaken(command as Command)) {
      return Promise.resolve({
        kind: 'exhausted',
        reason: 'Reached maximum capacity of requests handled',
      });
    }
    const { id, answer } = this.requests.begin();
    this.queue.push({ command: command as unknown as Command, requestId: id });
    this.schedule();
    return answer;
  }

  /** Queues a command by the engine itself; never refused for a full queue. */
  enqueue(command: Command): void {
    if (this.isClosed || this.failure !== null) return;
    this.queue.push({ command, requestId: 0 });
    this.schedule();
  }

  onJobsAvailable(listener: JobsAvailableListener): () => void {
    this.jobListeners.add(listener);
    return () => this.jobListeners.delete(listener);
  }

  /** Registers who gets the records of each commit. */
  onCommit(listener: CommitListener): () => void {
    this.commitListeners.add(listener);
    return () => this.commitListeners.delete(listener);
  }

  /** Calls back once the commands that wait now are processed and durable. */
  whenProcessed(callback: () => void): void {
    this.marks.push({ after: this.taken + this.queue.length, callback });
    this.schedule();
  }

  /** The position of the last record that is durable. */
  get lastPosition(): number {
    return this.parts.meta.lastPosition;
  }

  /** Commands that wait. */
  get queueLength(): number {
    return this.queue.length + this.backlog.length;
  }

  /**
   * Processes what is queued, then takes nothing more; requests that still wait are answered
   * `closed`.
   */
  close(): void {
    while (this.queueLength > 0 && this.failure === null && !this.parts.store.isFull()) this.run();
    if (this.failure === null) this.commitHeld();
    this.isClosed = true;
    this.requests.answerAll({ kind: 'closed', reason: 'The engine is shutting down.' });
  }

  /** Brings the tables' file up to date, when nothing is processed any more. */
  settle(): void {
    this.commits.close();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (!this.isClosed && this.failure === null) this.run();
    });
  }

  /** One commit: as many steps as fit, then everything at once. */
  private run(): void {
    if (this.parts.store.isFull()) {
      this.waitForRoom();
      return;
    }
    try {
      this.processSome();
      if (this.queueLength === 0) {
        // Who waits for these jobs asks for them at once, so that both are one commit.
        this.tellAvailable();
        if (this.queue.length > 0) this.processSome();
      }
      if (this.canWait()) this.hold();
      else this.commit();
    } catch (error) {
      this.fail(error);
    }
    if (this.queueLength > 0) this.schedule();
    if (this.marks.length > 0) this.tellProcessed();
  }

  /** Refuses what was asked for; the engine's own commands stay until there is room again. */
  private waitForRoom(): void {
    const own: Waiting[] = [];
    for (const waiting of this.queue) {
      const refusal = { kind: 'exhausted', reason: OUT_OF_SPACE } as const;
      if (this.requests.answerOne(waiting.requestId, refusal)) this.taken += 1;
      else own.push(waiting);
    }
    this.queue = own;
    if (this.isWaitingForRoom || this.queueLength === 0) return;
    this.isWaitingForRoom = true;
    this.parts.clock.after(LIMITS.roomCheckMs, () => {
      this.isWaitingForRoom = false;
      this.schedule();
    });
  }

  /** What they ask for is answered behind the commit, as everything is. */
  private tellAvailable(): void {
    const { availableTypes } = this.parts.writer;
    if (availableTypes.size === 0) return;
    const types = new Set(availableTypes);
    availableTypes.clear();
    for (const listener of this.jobListeners) listener(types);
  }

  private tellProcessed(): void {
    const reached = this.marks.filter(({ after }) => after <= this.taken);
    this.marks = this.marks.filter(({ after }) => after > this.taken);
    for (const { callback } of reached) callback();
  }

  private processSome(): void {
    const waiting = this.queue;
    const { clock, writer } = this.parts;
    const start = clock.elapsedMs();
    let taken = 0;
    for (let steps = 0; steps < LIMITS.maxCommandsPerCommit; steps++) {
      if (this.backlog.length > 0) this.stepPending(this.backlog.shift()!);
      else if (taken < waiting.length) this.stepNew(waiting[taken++]!);
      else break;
      if (writer.totalBytes > LIMITS.maxCommitBytes) break;
      if ((steps & 15) === 15 && clock.elapsedMs() - start > LIMITS.maxCommitDelayMs) break;
    }
    this.taken += taken;
    this.queue = taken === waiting.length ? [] : waiting.slice(taken);
  }

  private stepNew({ command, requestId }: Waiting): void {
    const record = {
      ...command,
      requestId,
      timestamp: this.parts.clock.now(),
    } as unknown as CommandRecord;
    this.keep(this.parts.runner.run(record, null));
  }

  private stepPending(followUp: FollowUp): void {
    this.commits.settle(followUp);
    this.keep(this.parts.runner.run(followUp, followUp.position));
  }

  /** Follow-up commands beyond the limit of their step become steps of their own. */
  private keep(rest: readonly FollowUp[]): void {
    for (const followUp of rest) {
      this.commits.leave(followUp);
      this.backlog.push(followUp);
    }
    this.parts.store.journal.accept();
  }

  /** Whether nothing was done but to look for jobs in vain: nobody minds if that is lost. */
  private canWait(): boolean {
    const { records, availableTypes } = this.parts.writer;
    if (records.length === 0 || records.length > MOST_HELD || availableTypes.size > 0) return false;
    return records.every(foundNothing);
  }

  /** Answers at once; the records go with the next commit, or with one of their own in a moment. */
  private hold(): void {
    this.requests.answer(this.parts.writer.answers.splice(0));
    if (this.isHolding) return;
    this.isHolding = true;
    this.parts.clock.soon(() => {
      this.isHolding = false;
      if (!this.isClosed && this.failure === null) this.commitHeld();
    });
  }

  private commitHeld(): void {
    try {
      if (!this.parts.store.isFull()) this.commit();
    } catch (error) {
      this.fail(error);
    }
  }

  private commit(): void {
    const { writer } = this.parts;
    if (writer.records.length === 0) return;
    const records = writer.records.slice();
    const bytes = this.commits.commit(records, writer.highestKey);
    const answers = writer.answers.slice();
    const effects = writer.effects.slice();
    const types = new Set(writer.availableTypes);
    writer.clear();
    this.requests.answer(answers);
    for (const effect of effects) effect();
    if (types.size > 0) for (const listener of this.jobListeners) listener(types);
    for (const listener of this.commitListeners) listener(records, bytes);
    this.commits.follow(this.queueLength === 0);
  }

  /**
   * A failing commit or a bug outside a command: nothing more is processed, so nothing wrong is
   * acknowledged.
   */
  private fail(error: unknown): void {
    this.failure = error;
    this.tellFailed(error);
    this.requests.rejectAll(error);
  }
}

/** Source: zeebe/broker, `ErrorResponseWriter.java`. */
const OUT_OF_SPACE = 'Cannot accept requests for partition 1. Broker is out of disk space';

/** Records held back at most. */
const MOST_HELD = 200;

/** A record of looking for jobs when there were none. */
function foundNothing({ valueType, recordType, intent, value }: AnyRecord): boolean {
  if (valueType !== 'JOB_BATCH' || recordType === 'COMMAND_REJECTION') return false;
  return intent === 'ACTIVATE' || (value as JobBatchValue).jobKeys.length === 0;
}
