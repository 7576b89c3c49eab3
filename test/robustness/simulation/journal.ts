import type { AnyRecord } from '../../../engine/protocol/record.ts';
import type { Command, CommandAnswer } from '../../../engine/stream/command-port.ts';
import type { Wish } from './wish.ts';

/** A command that a client sent once, and what it heard of it; null: nothing. */
export interface Sent {
  readonly op: number;
  readonly command: Command;
  /** For sending it once more. */
  readonly wish: Wish;
  answer: CommandAnswer | null;
}

/** What a client writes into a command, so that the command is found again in the log. */
export function markOf(op: number): string {
  return `op-${op}.`;
}

/** Every command that the clients sent, with the answers that reached them. */
export class Journal {
  readonly sent: Sent[] = [];
  /** Sent and not compared yet, because their answer may still come. */
  private open: Sent[] = [];
  private nextOp = 0;

  /** Notes a command that is on its way. */
  send(wish: Wish): Sent {
    const op = ++this.nextOp;
    const sent: Sent = { op, command: wish(op), wish, answer: null };
    this.sent.push(sent);
    this.open.push(sent);
    return sent;
  }

  /** Commands without an answer. */
  unknown(): Sent[] {
    return this.open.filter(({ answer }) => answer === null);
  }

  /** Nobody waits any more for what is open: the connection is gone. */
  forget(): void {
    this.open = [];
  }

  /** Acknowledged in some way: done or refused. */
  get acknowledged(): number {
    return this.sent.filter(({ answer }) => answer !== null).length;
  }
}

/** The kind of a command or record as text. */
export function kindOf({ valueType, intent }: Pick<AnyRecord, 'valueType' | 'intent'>): string {
  return `${valueType} ${intent}`;
}
