import type { CancelTimer, Clock } from '../clock.ts';
import { LIMITS } from '../limits.ts';
import type { MessageState } from '../state/message-state.ts';
import type { Command } from '../stream/command-port.ts';
import type { WhenProcessed } from '../stream/due-checker.ts';

/** How often is looked for messages whose time is over. Source: `EngineConfiguration.java`. */
const LOOK_EVERY_MS = 60_000;

/**
 * Expires buffered messages: looks once a minute, as Zeebe does. Until then the id of a message is
 * taken, but no message is correlated past its deadline. Source: `MessageTimeToLiveChecker.java`.
 */
export class MessageChecks {
  private readonly messages: MessageState;
  private readonly clock: Clock;
  private readonly enqueue: (command: Command) => void;
  private readonly whenProcessed: WhenProcessed;
  private isClosed = false;
  private cancel: CancelTimer = () => {};

  constructor(
    messages: MessageState,
    clock: Clock,
    enqueue: (command: Command) => void,
    whenProcessed: WhenProcessed,
  ) {
    this.messages = messages;
    this.clock = clock;
    this.enqueue = enqueue;
    this.whenProcessed = whenProcessed;
  }

  /** Looks from now on. */
  start(): void {
    this.cancel = this.clock.at(this.clock.now() + LOOK_EVERY_MS, () => {
      this.look();
      this.start();
    });
  }

  /** Never looks again. */
  close(): void {
    this.isClosed = true;
    this.cancel();
  }

  private look(): void {
    if (this.isClosed) return;
    const messageKeys: number[] = [];
    this.messages.forEachExpired(this.clock.now(), (key) => {
      messageKeys.push(key);
      return messageKeys.length < LIMITS.maxDueCommandsPerCheck;
    });
    if (messageKeys.length === 0) return;
    const value = { messageKeys };
    this.enqueue({ valueType: 'MESSAGE_BATCH', intent: 'EXPIRE', key: -1, value } as Command);
    if (messageKeys.length === LIMITS.maxDueCommandsPerCheck) {
      this.whenProcessed(() => this.look());
    }
  }
}
