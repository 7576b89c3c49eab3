/** A request that is answered when a process instance completes. */
export interface AwaitedResult {
  readonly requestId: number;
  /** Empty: all variables. */
  readonly fetchVariables: readonly string[];
}

/**
 * Requests that wait for the result of a process instance. In memory: a request doesn't outlive
 * the process that
 * took it, so there is nobody to answer after a restart.
 */
export class AwaitedResults {
  private readonly requests = new Map<number, AwaitedResult>();
  private onRevert: (undo: () => void) => void = () => {};

  /** Tells how to have a change taken back when its step fails. */
  bind(onRevert: (undo: () => void) => void): void {
    this.onRevert = onRevert;
  }

  /** Notes who waits. */
  await(processInstanceKey: number, request: AwaitedResult): void {
    this.requests.set(processInstanceKey, request);
    this.onRevert(() => this.requests.delete(processInstanceKey));
  }

  /** Who waits, taken out. */
  take(processInstanceKey: number): AwaitedResult | undefined {
    if (this.requests.size === 0) return undefined;
    const request = this.requests.get(processInstanceKey);
    if (request === undefined) return undefined;
    this.requests.delete(processInstanceKey);
    this.onRevert(() => this.requests.set(processInstanceKey, request));
    return request;
  }
}
