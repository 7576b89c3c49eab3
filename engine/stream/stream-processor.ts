import type { Clock } from '../clock.ts';
import { LIMITS } from '../limits.ts';
import { encodeBatch } from '../protocol/record-batch.ts';
import type { AnyRecord } from '../protocol/record.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { KeyTable } from '../state/key-table.ts';
import type { Store } from '../state/store.ts';
import type { Command, CommandAnswer, CommandPort, JobsAvailableListener } from './command-port.ts';
import type { CommandRecord } from './handlers.ts';
import type { Log } from './log.ts';
import type { Meta } from './meta.ts';
import type { StepRunner } from './step-runner.ts';
import type { FollowUp, StepWriter } from './step.ts';

/** A command that waits, and who waits for its answer. */
interface Waiting {
  readonly command: Command;
  readonly requestId: number;
}

interface Request {
  readonly resolve: (answer: CommandAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Told the records of each commit, when they are durable, and the log's bytes of them, if any. */
export type CommitListener = (records: readonly AnyRecord[], bytes: Uint8Array | null) => void;

/** What the processor works with. */
export interface StreamParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly meta: Meta;
  readonly writer: StepWriter;
  readonly runner: StepRunner;
  /** Follow-up commands written but not yet processed, by position: they survive a crash. */
  readonly pending: KeyTable<string, FollowUp>;
  /** False: nobody reads the log, so it isn't written. */
  readonly isLogged: boolean;
}

/**
 * Takes commands, processes them one after the other, and commits many at once.
 * Source: zeebe/stream-platform, `ProcessingStateMachine.java`.
 */
export class StreamProcessor implements CommandPort {
  private queue: Waiting[] = [];
  private readonly requests = new Map<number, Request>();
  private readonly jobListeners = new Set<JobsAvailableListener>();
  private readonly commitListeners = new Set<CommitListener>();
  private readonly backlog: FollowUp[] = [];
  /** Commands taken from the queue so far. */
  private taken = 0;
  private marks: { readonly after: number; readonly callback: () => void }[] = [];
  private lastRequestId = 0;
  private isScheduled = false;
  private isWaitingForRoom = false;
  private isClosed = false;
  private failure: unknown = null;
  private tellFailed: (error: unknown) => void = () => {};
  /** Resolves with the error when the engine had to stop (disk full, a bug outside a command). */
  readonly failed = new Promise<unknown>((resolve) => {
    this.tellFailed = resolve;
  });
  private readonly parts: StreamParts;

  constructor(parts: StreamParts) {
    this.parts = parts;
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
    return new Promise((resolve, reject) => {
      const requestId = ++this.lastRequestId;
      this.requests.set(requestId, { resolve, reject });
      this.queue.push({ command: command as unknown as Command, requestId });
      this.schedule();
    });
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
    this.isClosed = true;
    for (const { resolve } of this.requests.values()) {
      resolve({ kind: 'closed', reason: 'The engine is shutting down.' });
    }
    this.requests.clear();
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
      this.commit();
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
      const request = this.requests.get(waiting.requestId);
      if (request === undefined) {
        own.push(waiting);
        continue;
      }
      this.requests.delete(waiting.requestId);
      this.taken += 1;
      request.resolve({ kind: 'exhausted', reason: OUT_OF_SPACE });
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
    this.parts.pending.delete(positionKey(followUp.position));
    this.keep(this.parts.runner.run(followUp, followUp.position));
  }

  /** Follow-up commands beyond the limit of their step become steps of their own. */
  private keep(rest: readonly FollowUp[]): void {
    for (const followUp of rest) {
      this.parts.pending.insert(positionKey(followUp.position), followUp);
      this.backlog.push(followUp);
    }
    this.parts.store.journal.accept();
  }

  private commit(): void {
    const { writer, store, meta, log, isLogged } = this.parts;
    if (writer.records.length === 0) return;
    const records = writer.records.slice();
    const bytes = isLogged ? encodeBatch(records) : null;
    store.commit(() => {
      if (bytes !== null) log.append(records[0]!.position, bytes);
      meta.save(writer.nextPosition - 1, writer.highestKey);
    });
    const answers = writer.answers.slice();
    const effects = writer.effects.slice();
    const types = new Set(writer.availableTypes);
    writer.clear();
    for (const { requestId, answer } of answers) {
      this.requests.get(requestId)?.resolve(answer);
      this.requests.delete(requestId);
    }
    for (const effect of effects) effect();
    if (types.size > 0) for (const listener of this.jobListeners) listener(types);
    for (const listener of this.commitListeners) listener(records, bytes);
  }

  /**
   * A failing commit or a bug outside a command: nothing more is processed, so nothing wrong is
   * acknowledged.
   */
  private fail(error: unknown): void {
    this.failure = error;
    this.tellFailed(error);
    for (const { reject } of this.requests.values()) reject(error);
    this.requests.clear();
  }
}

/** Source: zeebe/broker, `ErrorResponseWriter.java`. */
const OUT_OF_SPACE = 'Cannot accept requests for partition 1. Broker is out of disk space';

const ALWAYS_TAKEN: ReadonlySet<string> = new Set([
  'JOB COMPLETE',
  'JOB FAIL',
  'PROCESS_INSTANCE CANCEL',
  'DEPLOYMENT CREATE',
]);

/** What makes work less is taken also when the queue is full. Source: `CommandRateLimiter.java`. */
function isAlwaysTaken({ valueType, intent }: Command): boolean {
  return ALWAYS_TAKEN.has(`${valueType} ${intent}`);
}

/**
 * Positions as text that sorts like the number: pending commands are few, and text keys have no
 * shortcut.
 */
function positionKey(position: number): string {
  return position.toString().padStart(16, '0');
}
