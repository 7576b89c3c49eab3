import { bpmnParts } from './bpmn/bpmn-parts.ts';
import type { BpmnEngine } from './bpmn/bpmn-engine.ts';
import { makeBpmnEngine } from './bpmn/make-bpmn-engine.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { resourceTransformers, readProcesses } from './deployment/resource-transformers.ts';
import { ExporterDirector } from './exporters/director.ts';
import type { Exporter } from './exporters/exporter.ts';
import { JobChecks } from './job/job-checks.ts';
import { JobStreams } from './job/job-streams.ts';
import { MessageChecks } from './message/message-checks.ts';
import { bringUpToDate } from './state/data-format.ts';
import { EngineState } from './state/engine-state.ts';
import { Store } from './state/store.ts';
import { AwaitedResults } from './stream/awaited-results.ts';
import { makeCommandHandlers } from './stream/command-handlers.ts';
import type { CommandPort } from './stream/command-port.ts';
import type { WhenProcessed } from './stream/due-checker.ts';
import type { EngineContext } from './stream/engine-context.ts';
import { LogExportSource } from './stream/export-source.ts';
import { PENDING } from './stream/commits.ts';
import { Log } from './stream/log.ts';
import { Meta } from './stream/meta.ts';
import { recover } from './stream/recovery.ts';
import type { OnError } from './stream/step-runner.ts';
import { StepRunner } from './stream/step-runner.ts';
import { StepWriter } from './stream/step.ts';
import type { FollowUp } from './stream/step.ts';
import { StreamProcessor } from './stream/stream-processor.ts';
import { TimerChecks } from './timer/timer-checks.ts';

/** What an engine without gateway is opened with. */
export interface CoreOptions {
  readonly dataDir: string;
  readonly clock?: Clock;
  readonly exporters?: readonly Exporter[];
  /** Keeps the whole log: for tests that replay it. */
  readonly keepsLog?: boolean;
  /** Told about commands that failed unexpectedly; by default they are written to stderr. */
  readonly onError?: OnError;
}

/** An engine without gateway. */
export interface EngineCore {
  readonly port: CommandPort;
  /** Where streams of jobs are opened. */
  readonly jobStreams: JobStreams;
  readonly processor: StreamProcessor;
  readonly state: EngineState;
  readonly store: Store;
  readonly log: Log;
  readonly exports: ExporterDirector;
  /** Processes what is queued and closes the files. */
  close(): Promise<void>;
}

/**
 * Opens the engine on its data directory and goes on where it was.
 * @throws DataDirectoryError when the directory cannot be used.
 */
export async function openEngineCore(options: CoreOptions): Promise<EngineCore> {
  const clock = options.clock ?? systemClock();
  const exporters = options.exporters ?? [];
  const store = await Store.open(options.dataDir);
  await orLetGo(store, () => bringUpToDate(store, options.dataDir));
  const state = new EngineState(store, readProcesses);
  const meta = new Meta(store);
  const log = new Log(store);
  const pending = store.keyTable<string, FollowUp>(PENDING);
  const writer = new StepWriter(state);
  await orLetGo(store, () => recover({ store, state, log, meta, pending }));
  writer.resume(meta.lastPosition, meta.lastKey);
  store.run.lastKeyBefore = meta.lastKey;

  const context = makeContext(
    state,
    writer,
    clock,
    (command) => processor.enqueue(command),
    (callback) => processor.whenProcessed(callback),
  );
  const checks = [context.jobChecks, context.timerChecks, context.messageChecks];
  const bpmn: BpmnEngine = makeBpmnEngine(context, bpmnParts);
  const runner = new StepRunner({
    state,
    writer,
    bpmn,
    journal: store.journal,
    handlerOf: makeCommandHandlers(context, bpmn),
    now: () => clock.now(),
    onError: options.onError ?? logError,
  });
  const keepsLog = options.keepsLog === true;
  const isLogged = exporters.length > 0 || keepsLog;
  const parts = { clock, store, log, meta };
  const processor = new StreamProcessor({ ...parts, writer, runner, pending, isLogged });
  const source = new LogExportSource({ ...parts, keepsLog });
  const exports = new ExporterDirector(source, exporters, clock);
  source.bind(exports);
  store.onCheckpoint(() =>
    log.flush(keepsLog || exporters.length === 0 ? 0 : exports.lowestAcknowledged()),
  );
  store.checkpoint();
  processor.onCommit((records, bytes) => {
    if (bytes !== null) exports.committed(records, bytes);
  });
  exports.start(meta.lastPosition);
  for (const check of checks) check.start();

  return {
    port: processor,
    jobStreams: context.jobStreams,
    processor,
    state,
    store,
    log,
    exports,
    async close() {
      for (const check of checks) check.close();
      processor.close();
      await exports.close();
      source.close();
      processor.settle();
      await store.close();
    },
  };
}

function makeContext(
  state: EngineState,
  writer: StepWriter,
  clock: Clock,
  enqueue: EngineContext['enqueue'],
  whenProcessed: WhenProcessed,
): EngineContext {
  const awaitedResults = new AwaitedResults();
  awaitedResults.bind((undo) => writer.onRevert(undo));
  const context = {
    state,
    writers: writer,
    clock,
    awaitedResults,
    enqueue,
    jobStreams: new JobStreams(),
    jobChecks: new JobChecks(state.jobs, clock, enqueue, whenProcessed),
    timerChecks: new TimerChecks(state.timers, clock, enqueue, whenProcessed),
    messageChecks: new MessageChecks(state.messages, clock, enqueue, whenProcessed),
  } as Partial<EngineContext> as { -readonly [P in keyof EngineContext]: EngineContext[P] };
  context.transformers = resourceTransformers(context);
  return context;
}

const logError: OnError = (command, error) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `command ${command.valueType} ${command.intent} ${command.key} failed: ${text}\n`,
  );
};

/** A directory that cannot be read is let go of, so that the right engine can open it. */
async function orLetGo(store: Store, begin: () => void): Promise<void> {
  try {
    begin();
  } catch (error) {
    await store.close();
    throw error;
  }
}
