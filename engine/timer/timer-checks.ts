import type { Clock } from '../clock.ts';
import { LIMITS } from '../limits.ts';
import type { TimerState } from '../state/timer-state.ts';
import type { Command } from '../stream/command-port.ts';
import type { WhenProcessed } from '../stream/due-checker.ts';
import { DueChecker } from '../stream/due-checker.ts';

/** Triggers timers when they fall due. Source: zeebe/engine, `DueDateTimerChecker.java`. */
export class TimerChecks {
  private readonly timers: TimerState;
  private readonly enqueue: (command: Command) => void;
  private readonly checker: DueChecker;

  constructor(
    timers: TimerState,
    clock: Clock,
    enqueue: (command: Command) => void,
    whenProcessed: WhenProcessed,
  ) {
    this.timers = timers;
    this.enqueue = enqueue;
    this.checker = new DueChecker(clock, whenProcessed, (now) => this.check(now));
  }

  /** A timer was created that is due at this time (epoch ms). */
  timerDue(dueMs: number): void {
    this.checker.schedule(dueMs);
  }

  /** Begins with what a former run left. */
  start(): void {
    const due = this.timers.nextDueDate();
    if (due !== undefined) this.timerDue(due);
  }

  /** Never checks again. */
  close(): void {
    this.checker.close();
  }

  private check(now: number): number | undefined {
    let count = 0;
    this.timers.forEachDue(now, (key, value) => {
      this.enqueue({ valueType: 'TIMER', intent: 'TRIGGER', key, value } as Command);
      return ++count < LIMITS.maxDueCommandsPerCheck;
    });
    return this.timers.nextDueDate();
  }
}
