import type { Clock } from '../context.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** China has one time zone and no summer time. */
const BEIJING_MS = 8 * HOUR_MS;

/** The clock of everything that sends commands; moved together with the embedded engine's. */
export class OffsetClock implements Clock {
  offsetMs = 0;
  private readonly machine: Clock;

  constructor(machine: Clock) {
    this.machine = machine;
  }

  now(): number {
    return this.machine.now() + this.offsetMs;
  }
}

/**
 * An instant so many days ago at an hour of Beijing's day. A weekend day becomes the Friday
 * before, so that demo officials don't work on Sundays.
 */
export function daysAgo(nowMs: number, days: number, hour: number): number {
  const midnight = Math.floor((nowMs + BEIJING_MS) / DAY_MS) * DAY_MS - days * DAY_MS;
  const weekday = new Date(midnight).getUTCDay();
  const back = weekday === 0 ? 2 : weekday === 6 ? 1 : 0;
  return midnight - back * DAY_MS + hour * HOUR_MS - BEIJING_MS;
}
