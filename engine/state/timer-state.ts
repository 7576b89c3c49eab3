import type { TimerValue } from '../protocol/value/event.value.ts';
import type { KeyTable } from './key-table.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** Timers that wait. Source: zeebe/engine, `DbTimerInstanceState.java`. */
export class TimerState {
  private readonly timers: KeyTable<number, TimerValue>;
  private readonly byElement: PairTable<number, number, true>;
  /** Due date, then element instance, then timer: the order in which equal ones are triggered. */
  private readonly byDueDate: PairTable<number, string, number>;

  constructor(store: Store) {
    this.timers = store.keyTable('timers');
    this.byElement = store.pairTableByKey('timers-by-element');
    this.byDueDate = store.pairTable('timers-by-due-date');
  }

  /** The timer, or undefined. */
  get(key: number): TimerValue | undefined {
    return this.timers.get(key);
  }

  create(key: number, value: TimerValue): void {
    this.timers.insert(key, value);
    this.byElement.insert(value.elementInstanceKey, key, true);
    this.byDueDate.insert(value.dueDate, dueOrderOf(key, value), key);
  }

  /** Removes a timer; nothing happens when there is none. */
  remove(key: number): void {
    const value = this.timers.get(key);
    if (value === undefined) return;
    this.timers.delete(key);
    this.byElement.delete(value.elementInstanceKey, key);
    this.byDueDate.delete(value.dueDate, dueOrderOf(key, value));
  }

  /** The timers of an element instance by ascending key; those of start events have the key -1. */
  ofElement(elementInstanceKey: number): [key: number, value: TimerValue][] {
    const found: [number, TimerValue][] = [];
    this.byElement.forEach(elementInstanceKey, (key) => {
      const value = this.timers.get(key);
      if (value !== undefined) found.push([key, value]);
    });
    return found;
  }

  /** Walks what is due at `nowMs` or before, earliest first; false stops. */
  forEachDue(nowMs: number, visit: (key: number, value: TimerValue) => boolean | void): void {
    this.byDueDate.forEachUpTo(nowMs, (_due, _order, key) => {
      const value = this.timers.get(key);
      return value === undefined ? true : visit(key, value);
    });
  }

  /** The earliest due time in epoch ms, or undefined. */
  nextDueDate(): number | undefined {
    return this.byDueDate.firstPrefix();
  }
}

/**
 * The second part of a timer's place among those due. Start events, which have no element instance,
 * come after all others.
 */
export function dueOrderOf(key: number, { elementInstanceKey }: TimerValue): string {
  const element = elementInstanceKey < 0 ? '~' : digits(elementInstanceKey);
  return `${element} ${digits(key)}`;
}

/** As many digits as the largest key has, so that texts sort as numbers do. */
function digits(key: number): string {
  return String(key).padStart(16, '0');
}
