import { plusMonths } from './calendar.ts';
import { NANOS_PER_SECOND, SECONDS_PER_DAY, ZonedDateTime } from './temporal.ts';
import { atPlace, parseDateTime, parseDays } from './temporal-parse.ts';
import { LocalDateTime } from './temporal.ts';

/**
 * A time span of calendar months and days plus exact milliseconds, with an optional first due
 * time. Source: bpmn-model/.../util/time/Interval.java
 */
export interface Interval {
  readonly months: number;
  readonly days: number;
  readonly ms: number;
  /** Epoch milliseconds of the first occurrence, when the text gave one. */
  readonly startMs?: number;
}

const DAY_MS = 86_400_000;
const PERIOD = /^([+-]?)P(?:([+-]?\d+)Y)?(?:([+-]?\d+)M)?(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?$/i;

/** Parses `[start/]P…T…`. null when it is none, as where java.time throws. */
export function parseInterval(text: string): Interval | null {
  const slash = text.lastIndexOf('/');
  const startMs = slash > 0 ? parseStart(text.slice(0, slash)) : undefined;
  if (startMs === null) return null;
  const span = parseSpan(text.slice(slash + 1));
  return span === null ? null : startMs === undefined ? span : { ...span, startMs };
}

function parseStart(text: string): number | null {
  const match = /^(.*(?:Z|[+-]\d{2}(?::\d{2})?))(?:\[([^\]]+)\])?$/i.exec(text);
  const zoned = (match?.[1] ?? '').toUpperCase().replace(/(T.*[+-]\d\d)$/, '$1:00');
  const value = match === null ? null : parseDateTime(zoned);
  return value instanceof ZonedDateTime ? value.epochMs : null;
}

function parseSpan(text: string): Interval | null {
  const sign = text.startsWith('-') ? '-' : '';
  const timeAt = text.indexOf('T');
  if (timeAt === -1) return parsePeriod(text);
  const signed = text.startsWith('-') || text.startsWith('+');
  const period = timeAt === (signed ? 2 : 1) ? ZERO : parsePeriod(text.slice(0, timeAt));
  const duration = parseDays(`${sign}P${text.slice(timeAt).toUpperCase()}`);
  if (period === null || duration === null) return null;
  return { ...period, ms: duration.totalMs };
}

const ZERO: Interval = { months: 0, days: 0, ms: 0 };

function parsePeriod(text: string): Interval | null {
  const match = PERIOD.exec(text);
  if (match === null || match.slice(2).every((part) => part === undefined)) return null;
  const [, sign, years = '0', months = '0', weeks = '0', days = '0'] = match;
  const by = sign === '-' ? -1 : 1;
  return {
    months: by * (Number(years) * 12 + Number(months)),
    days: by * (Number(weeks) * 7 + Number(days)),
    ms: 0,
  };
}

/**
 * When the interval after `fromMs` ends; its start when that is still ahead. Months and days move
 * in the local calendar, so a day is 23 or 25 hours where the clock is changed.
 */
export function intervalDueMs(interval: Interval, fromMs: number): number {
  if (interval.startMs !== undefined && interval.startMs > fromMs) return interval.startMs;
  const isCalendarBased = interval.months !== 0 || interval.days !== 0 || interval.ms >= DAY_MS;
  return isCalendarBased ? plusCalendar(interval, fromMs) : fromMs + interval.ms;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function plusCalendar(interval: Interval, fromMs: number): number {
  const from = ZonedDateTime.ofEpochMs(fromMs, zone);
  const day = plusMonths(from.day, interval.months) + interval.days;
  const moved = atPlace(new LocalDateTime(day, from.nanos), zone);
  return moved.epochMs + interval.ms;
}

/** The local parts of an instant in the machine's zone, for cron. */
export function localOf(epochMs: number): { day: number; second: number } {
  const local = ZonedDateTime.ofEpochMs(epochMs, zone);
  return { day: local.day, second: Math.floor(local.nanos / NANOS_PER_SECOND) };
}

/** The instant of a local day and second of that day, in the machine's zone. */
export function instantOf(day: number, second: number): number {
  const carry = Math.floor(second / SECONDS_PER_DAY);
  const nanos = (second - carry * SECONDS_PER_DAY) * NANOS_PER_SECOND;
  return atPlace(new LocalDateTime(day + carry, nanos), zone).epochMs;
}
