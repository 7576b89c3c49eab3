import { DEFAULT_WINDOW } from './protocol.ts';

/** How much the other side may still send, on a stream or on the connection. */
export class ReceiveWindow {
  private readonly fullBytes: number;
  private leftBytes: number;

  constructor(fullBytes: number, leftBytes = fullBytes) {
    this.fullBytes = fullBytes;
    this.leftBytes = leftBytes;
  }

  /** Counts what has come; false: it is more than was allowed. */
  take(bytes: number): boolean {
    this.leftBytes -= bytes;
    return this.leftBytes >= 0;
  }

  /** How much to give back, once half of it is used; 0: nothing yet. */
  give(): number {
    const used = this.fullBytes - this.leftBytes;
    if (used * 2 < this.fullBytes) return 0;
    this.leftBytes = this.fullBytes;
    return used;
  }
}

/** The window of a connection, which is small until we say otherwise. */
export function connectionWindow(fullBytes: number): ReceiveWindow {
  return new ReceiveWindow(fullBytes, DEFAULT_WINDOW);
}
