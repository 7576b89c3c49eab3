import type { Clock } from '../clock.ts';
import { LIMITS } from '../limits.ts';
import type { MessageState } from '../state/message-state.ts';
import type { Command } from '../stream/command-port.ts';
import type { WhenProcessed } from '../stream/due-checker.ts';
import { DueChecker } from '../stream/due-checker.ts';

/**
 * Expires buffered messages. Zeebe looks once a minute, here it happens at the deadline; no message
 * is correlated past its deadline either way. Source: `MessageTimeToLiveChecker.java`.
 */
export class MessageChecks {
  private readonly messages: MessageState;
  private readonly enqueue: (command: Command) => void;
  private readonly checker: DueChecker;

  constructor(
    messages: MessageState,
    clock: Clock,
    enqueue: (command: Command) => void,
    whenProcessed: WhenProcessed,
  ) {
    this.messages = messages;
    this.enqueue = enqueue;
    this.checker = new DueChecker(clock, whenProcessed, (now) => this.check(now));
  }

  /** A message was buffered until this time (epoch ms). */
  deadlineDue(deadlineMs: number): void {
    this.checker.schedule(deadlineMs);
  }

  /** Begins with what a former run left. */
  start(): void {
    const deadline = this.messages.nextDeadline();
    if (deadline !== undefined) this.deadlineDue(deadline);
  }

  /** Never checks again. */
  close(): void {
    this.checker.close();
  }

  private check(now: number): number | undefined {
    const messageKeys: number[] = [];
    this.messages.forEachExpired(now, (key) => {
      messageKeys.push(key);
      return messageKeys.length < LIMITS.maxDueCommandsPerCheck;
    });
    if (messageKeys.length > 0) {
      const value = { messageKeys };
      this.enqueue({ valueType: 'MESSAGE_BATCH', intent: 'EXPIRE', key: -1, value } as Command);
    }
    return this.messages.nextDeadline();
  }
}
