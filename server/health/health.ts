import type { ErrorCode } from '../errors.ts';
import type { Freshness } from '../stream/lag.ts';
import type { HealthReport } from './schema.ts';

/** The parts the server can't work without. */
export type Part = 'broker' | 'store';
type State = 'starting' | 'up' | 'down';

interface PartState {
  readonly state: State;
  readonly reason: string;
}

/** What is up and what is not, told by those who hold the connections, asked by everybody. */
export class Health {
  private readonly parts: Record<Part, PartState> = {
    broker: { state: 'starting', reason: 'broker is starting' },
    store: { state: 'starting', reason: 'store is starting' },
  };
  private readonly kinds: Pick<HealthReport, 'broker' | 'store'>;
  private lag: () => number = () => 0;
  private behind: () => Freshness | null = () => null;
  private readonly flaws = new Map<string, readonly string[]>();

  constructor(kinds: Pick<HealthReport, 'broker' | 'store'>) {
    this.kinds = kinds;
  }

  /** A part works. Answers whether that is news. */
  up(part: Part): boolean {
    const news = this.parts[part].state !== 'up';
    this.parts[part] = { state: 'up', reason: '' };
    return news;
  }

  /** A part is gone, with the reason in a few words. Answers whether that is news. */
  down(part: Part, reason: string): boolean {
    const news = this.parts[part].state !== 'down';
    this.parts[part] = { state: 'down', reason: `${part} is gone: ${reason}` };
    return news;
  }

  /** Whether a part works now. */
  isUp(part: Part): boolean {
    return this.parts[part].state === 'up';
  }

  /** Whether a part is known to be gone (rather than up, or starting for the first time). */
  wasDown(part: Part): boolean {
    return this.parts[part].state === 'down';
  }

  /** The code to refuse with while a part is away; null when it works. */
  refusal(
    part: Part,
  ): Extract<ErrorCode, 'starting' | 'broker_unavailable' | 'store_unavailable'> | null {
    const { state } = this.parts[part];
    if (state === 'up') return null;
    if (state === 'starting') return 'starting';
    return part === 'broker' ? 'broker_unavailable' : 'store_unavailable';
  }

  /**
   * What does not work although both parts are there: a business that was refused, … `about`: who
   * says so; what the same said before is forgotten.
   */
  degrade(flaws: readonly string[], about = 'businesses'): void {
    this.flaws.set(about, flaws);
  }

  /** Where the projection lag is read from, in milliseconds. */
  measureLag(read: () => number): void {
    this.lag = read;
  }

  /** The lag of the read models, in milliseconds. */
  projectionLagMs(): number {
    return this.lag();
  }

  /** Where pages learn how far they are behind; null: not worth a word. */
  measureBehind(read: () => Freshness | null): void {
    this.behind = read;
  }

  /** How far pages are behind; null while it is not worth a word. */
  freshness(): Freshness | null {
    return this.behind();
  }

  /** What the health route answers. */
  report(): HealthReport {
    const parts = Object.values(this.parts);
    const has = (state: State): boolean => parts.some((part) => part.state === state);
    const flaws = [...this.flaws.values()].flat();
    const working = flaws.length > 0 ? 'degraded' : 'ok';
    const status = has('down') ? 'unavailable' : has('starting') ? 'starting' : working;
    return {
      status,
      ...this.kinds,
      projectionLagMs: this.lag(),
      reasons: [...parts.map((part) => part.reason).filter(Boolean), ...flaws],
    };
  }
}
