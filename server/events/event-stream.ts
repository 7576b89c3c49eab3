import type { Event } from './hub.ts';

/** Shortest time between two messages to one page: a burst of facts becomes one. Unit: ms. */
export const DISTANCE_MS = 200;
/** A comment line this often tells proxies and browsers that the stream lives. Unit: ms. */
export const HEARTBEAT_MS = 15_000;
/** Most cases named in one message; a page that shows none of them has nothing to do. */
const MAX_CASES = 200;
/** A page that reads so slowly is let go; it comes back by itself. Unit: bytes. */
const MAX_BEHIND_BYTES = 1_048_576;

/** The part of a response that a stream needs. */
export interface Output {
  readonly writableLength: number;
  write(text: string): boolean;
  end(): void;
}

/**
 * One page's stream: facts are gathered and sent at most five times a second, the first at once.
 * Source: WHATWG HTML, server-sent events.
 */
export class EventStream {
  private readonly output: Output;
  private readonly seesBoard: boolean;
  private readonly cases = new Set<string>();
  private boxes = false;
  private board = false;
  private sentAt = 0;
  private timer: NodeJS.Timeout | null = null;
  private readonly heartbeat: NodeJS.Timeout;
  private count = 0;

  constructor(output: Output, seesBoard: boolean) {
    this.output = output;
    this.seesBoard = seesBoard;
    this.heartbeat = setInterval(() => this.write(':\n\n'), HEARTBEAT_MS);
    this.heartbeat.unref();
    this.write('retry: 2000\n\n');
  }

  /** Takes a fact; sends it now or with the next message. */
  hear({ boxes, cases }: Event): void {
    this.boxes ||= boxes;
    this.board ||= this.seesBoard;
    for (const key of cases) if (this.cases.size < MAX_CASES) this.cases.add(key);
    if (this.timer !== null || !(this.boxes || this.board || this.cases.size > 0)) return;
    const waitMs = Math.max(0, this.sentAt + DISTANCE_MS - performance.now());
    this.timer = setTimeout(() => this.send(), waitMs);
    this.timer.unref();
  }

  /** For a page that comes back: what it may have missed. */
  catchUp(): void {
    this.hear({ boxes: true, cases: new Set() });
  }

  close(): void {
    clearInterval(this.heartbeat);
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private send(): void {
    this.timer = null;
    this.sentAt = performance.now();
    this.count += 1;
    const lines: string[] = [];
    const event = (name: string, data: object): void => {
      lines.push(`id: ${this.count}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    if (this.boxes) event('tasks', {});
    for (const key of this.cases) event('case', { key });
    if (this.board) event('board', {});
    this.boxes = false;
    this.board = false;
    this.cases.clear();
    this.write(lines.join(''));
  }

  private write(text: string): void {
    if (this.output.writableLength > MAX_BEHIND_BYTES) {
      this.close();
      this.output.end();
      return;
    }
    this.output.write(text);
  }
}
