import type { CommandAnswer } from './command-port.ts';
import type { PendingAnswer } from './step.ts';

interface Request {
  readonly resolve: (answer: CommandAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait for the answer to a command, by the number of their request. */
export class Requests {
  private readonly open = new Map<number, Request>();
  private last = 0;

  /** Opens a request: its number (never 0), and the answer that will come. */
  begin(): { readonly id: number; readonly answer: Promise<CommandAnswer> } {
    const id = ++this.last;
    const answer = new Promise<CommandAnswer>((resolve, reject) => {
      this.open.set(id, { resolve, reject });
    });
    return { id, answer };
  }

  /** Answers requests; those that nobody waits for are left out. */
  answer(answers: readonly PendingAnswer[]): void {
    for (const { requestId, answer } of answers) this.answerOne(requestId, answer);
  }

  /** Answers one request; whether anybody waited for it. */
  answerOne(id: number, answer: CommandAnswer): boolean {
    const request = this.open.get(id);
    if (request === undefined) return false;
    this.open.delete(id);
    request.resolve(answer);
    return true;
  }

  /** Answers all the same. */
  answerAll(answer: CommandAnswer): void {
    for (const { resolve } of this.open.values()) resolve(answer);
    this.open.clear();
  }

  /** Tells all that no answer will come. */
  rejectAll(error: unknown): void {
    for (const { reject } of this.open.values()) reject(error);
    this.open.clear();
  }
}
