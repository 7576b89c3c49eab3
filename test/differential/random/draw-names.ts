import type { EventNotation } from '../diagram-element.ts';
import type { Random } from './random.ts';

/** The codes that errors and escalations of a plan have; `E3` is never caught by its code. */
export const ERROR_CODES = ['E1', 'E2', 'E3'] as const;
const ESCALATION_CODES = ['X1', 'X2'] as const;

/** Kinds of events that something can wait for. */
export type WaitKind = 'timer' | 'message' | 'error' | 'escalation' | 'signal';

/**
 * Gives out ids and the names of one plan. All of them begin with the plan's own word, because
 * a real broker is shared by many plans.
 */
export class Names {
  readonly prefix: string;
  private readonly random: Random;
  private count = 0;
  private readonly messages: string[] = [];

  constructor(prefix: string, random: Random) {
    this.prefix = prefix;
    this.random = random;
  }

  /** An id that no other element of the plan has. */
  id(kind: string): string {
    this.count += 1;
    return `${kind}${this.count}`;
  }

  /** One of two job types. */
  job(): string {
    return `${this.prefix}-${this.random.pick(['work', 'duty'])}`;
  }

  signal(): string {
    return `${this.prefix}-${this.random.pick(['s1', 's2'])}`;
  }

  /** Sometimes a message that something else waits for, too. */
  message(): string {
    if (this.messages.length > 0 && this.random.chance(20)) return this.random.pick(this.messages);
    const name = `${this.prefix}-m${this.messages.length + 1}`;
    this.messages.push(name);
    return name;
  }

  /** A correlation key: mostly one that exists. */
  key(): string {
    return this.random.weighted([
      [6, '=key'],
      [3, '="k" + string(v1)'],
      [1, '=absent'],
    ]);
  }

  /** A duration that hardly falls due together with another. */
  duration(): string {
    this.count += 1;
    if (this.random.chance(10)) return `=duration("PT${this.count}H") + duration("PT7M")`;
    return `PT${60 + this.count * 13}M`;
  }

  escalation(): string {
    return this.random.pick(ESCALATION_CODES);
  }

  /** Something to wait for. `cycles`: a timer may fall due several times. */
  awaited(kind: WaitKind, cycles: boolean): EventNotation {
    switch (kind) {
      case 'timer':
        if (!cycles || this.random.chance(60)) return { timer: this.duration() };
        return { cycle: `R${this.random.pick(['2', '3', ''])}/PT${70 + this.count * 17}M` };
      case 'message':
        return { message: { name: this.message(), key: this.key() } };
      case 'error':
        return { error: this.random.pick(['E1', 'E2', '']) };
      case 'escalation':
        return { escalation: this.random.pick(['X1', 'X2', '']) };
      case 'signal':
        return { signal: this.signal() };
    }
  }
}

/** What may not be awaited twice at one place: a diagram with two of the same is refused. */
export function signature(event: EventNotation): string {
  const { message } = event;
  if (message !== undefined)
    return `message ${typeof message === 'string' ? message : message.name}`;
  if (event.error !== undefined) return `error ${event.error}`;
  if (event.escalation !== undefined) return `escalation ${event.escalation}`;
  if (event.signal !== undefined) return `signal ${event.signal}`;
  return JSON.stringify(event);
}
