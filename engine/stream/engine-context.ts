import type { Clock } from '../clock.ts';
import type { EngineState } from '../state/engine-state.ts';
import type { Transformers } from '../deployment/create-deployment.command.ts';
import type { JobChecks } from '../job/job-checks.ts';
import type { JobStreams } from '../job/job-streams.ts';
import type { MessageChecks } from '../message/message-checks.ts';
import type { TimerChecks } from '../timer/timer-checks.ts';
import type { AwaitedResults } from './awaited-results.ts';
import type { Command } from './command-port.ts';
import type { Writers } from './writers.ts';

/** What command handlers and behaviors are made from. */
export interface EngineContext {
  readonly state: EngineState;
  readonly writers: Writers;
  readonly clock: Clock;
  /** Who waits for the result of which process instance. */
  readonly awaitedResults: AwaitedResults;
  /** Which transformer takes which deployed file. */
  readonly transformers: Transformers;
  /** Who gets jobs pushed; no part of the state. */
  readonly jobStreams: JobStreams;
  /** Watches job deadlines and back-offs. */
  readonly jobChecks: JobChecks;
  /** Watches due dates of timers. */
  readonly timerChecks: TimerChecks;
  /** Watches the time to live of buffered messages. */
  readonly messageChecks: MessageChecks;
  /** Queues a command by the engine itself (a timer that fell due). Nobody is answered. */
  readonly enqueue: (command: Command) => void;
}
