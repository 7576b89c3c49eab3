import { daysInMonth, epochDay, offsetAt, offsetOfLocal, parseZone } from './calendar.ts';
import {
  FeelDate,
  LocalDateTime,
  LocalTime,
  MonthsDuration,
  NANOS_PER_SECOND,
  SECONDS_PER_DAY,
  TimeDuration,
  ZonedDateTime,
  ZonedTime,
} from './temporal.ts';

/**
 * The texts of temporal values, as feel-scala reads them. Every function answers null for a text
 * that is none.
 * Source: feel-scala package.scala (patterns), java.time parsing
 */

const DATE = /^(-?)((?:[1-9]\d{0,4})?\d{4})-([01]\d)-([0-3]\d)$/;
const TIME = /^T?(\d{2}):(\d{2})(?::(\d{2}))?(?:\.(\d{0,9}))?$/;
const OFFSET_TIME = /^(T?\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)([+-]\d{2}:\d{2}|Z|@.*)$/;
const LOCAL_DATE_TIME =
  /^(-?(?:[1-9]\d{0,4})?\d{4}-[01]\d-[0-3]\d)T([0-2]\d:[0-5]\d(?::[0-5]\d)?(?:\.\d{1,9})?)$/;
const OFFSET_DATE_TIME = new RegExp(
  '^(-?(?:[1-9]\\d{0,4})?\\d{4}-[01]\\d-[0-3]\\d)T' +
    '([0-2]\\d:[0-5]\\d(?::[0-5]\\d)?(?:\\.\\d{1,9})?)([+-][01]\\d:[0-5]\\d|Z|@.*)$',
);
const MONTHS = /^(-?)P(?:(-?\d+)Y)?(?:(-?\d+)M)?$/;
const DAYS = new RegExp(
  '^([+-]?)P(?:([+-]?\\d+)D)?' +
    '(?:T(?:([+-]?\\d+)H)?(?:([+-]?\\d+)M)?(?:([+-]?\\d+)(?:[.,](\\d{0,9}))?S)?)?$',
  'i',
);

/** Whether the text has the form of a date-time without offset. */
export function isLocalDateTimeText(text: string): boolean {
  return LOCAL_DATE_TIME.test(text);
}

/** Whether the text has the form of a time with an offset or zone. */
export function isOffsetTimeText(text: string): boolean {
  return OFFSET_TIME.test(text);
}

export function isDateText(text: string): boolean {
  return DATE.test(text);
}

export function parseDate(text: string): FeelDate | null {
  const match = DATE.exec(text);
  if (match === null) return null;
  const year = Number(match[2]) * (match[1] === '-' ? -1 : 1);
  const month = Number(match[3]);
  const day = Number(match[4]);
  return isDate(year, month, day) ? new FeelDate(epochDay(year, month, day)) : null;
}

export function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** A local time, or a zoned one when the text bears an offset or zone. */
export function parseTime(text: string): LocalTime | ZonedTime | null {
  const match = OFFSET_TIME.exec(text);
  if (match === null) {
    const nanos = parseTimeOfDay(text);
    return nanos === null ? null : new LocalTime(nanos);
  }
  const nanos = parseTimeOfDay(match[1] ?? '');
  const place = parseOffset(match[2] ?? '');
  if (nanos === null || place === null) return null;
  if (typeof place === 'number') return new ZonedTime(nanos, place, null);
  // A time has no date, so feel-scala takes the zone's standard offset of now.
  return new ZonedTime(nanos, standardOffset(place), place);
}

/** A date-time; a bare date reads as its midnight. */
export function parseDateTime(text: string): LocalDateTime | ZonedDateTime | null {
  const date = parseDate(text);
  if (date !== null) return new LocalDateTime(date.day, 0);
  const local = LOCAL_DATE_TIME.exec(text);
  if (local !== null) return localDateTime(local[1] ?? '', local[2] ?? '');
  const zoned = OFFSET_DATE_TIME.exec(text);
  if (zoned === null) return null;
  const dateTime = localDateTime(zoned[1] ?? '', zoned[2] ?? '');
  const place = parseOffset(zoned[3] ?? '');
  return dateTime === null || place === null ? null : atPlace(dateTime, place);
}

function localDateTime(dateText: string, timeText: string): LocalDateTime | null {
  const date = parseDate(dateText);
  const nanos = parseTimeOfDay(timeText, true);
  return date === null || nanos === null ? null : new LocalDateTime(date.day, nanos);
}

/** The date-time at an offset (seconds) or in a zone. */
export function atPlace(
  dateTime: LocalDateTime,
  place: number | string,
  preferredOffset?: number,
): ZonedDateTime {
  if (typeof place === 'number') {
    return new ZonedDateTime(dateTime.day, dateTime.nanos, place, null);
  }
  const seconds = dateTime.day * SECONDS_PER_DAY + Math.floor(dateTime.nanos / NANOS_PER_SECOND);
  const offset = offsetOfLocal(place, seconds, preferredOffset);
  if (offsetAt(place, seconds - offset) === offset) {
    return new ZonedDateTime(dateTime.day, dateTime.nanos, offset, place);
  }
  return ZonedDateTime.ofEpochSeconds(
    seconds - offset,
    dateTime.nanos % NANOS_PER_SECOND,
    place,
    0,
  );
}

/** Nanoseconds since midnight of `HH:mm[:ss[.n]]`, an optional leading `T` allowed. */
function parseTimeOfDay(text: string, isInDate = false): number | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const hours = Number(match[1]);
  const minutes = Number(match[2]);
  const seconds = Number(match[3] ?? '0');
  // Midnight may be written as the end of the day, but not in a date-time.
  const isEndOfDay =
    hours === 24 && minutes === 0 && seconds === 0 && !/[1-9]/.test(match[4] ?? '');
  if (isEndOfDay && !isInDate) return 0;
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  // A fraction needs its seconds.
  if (match[4] !== undefined && match[3] === undefined) return null;
  const fraction = Number((match[4] ?? '').padEnd(9, '0'));
  return (hours * 3600 + minutes * 60 + seconds) * NANOS_PER_SECOND + fraction;
}

/** After `@`, an offset has to have minutes. */
const FORMATTED_ZONE = /^@(?:(?:UTC|GMT|UT)?[+-]\d\d:\d\d(?::\d\d)?|(?!(?:UTC|GMT|UT)?[+-]).*)$/;

/** Seconds of `Z` or `+HH:mm[:ss]`, or the zone of `@Zone/Id`. */
export function parseOffset(text: string): number | string | null {
  if (text === 'Z') return 0;
  if (text.startsWith('@')) {
    return FORMATTED_ZONE.test(text) ? parseZone(text.slice(1)) : null;
  }
  const match = /^([+-])(\d{2}):?(\d{2})(?::?(\d{2}))?$/.exec(text);
  if (match === null) return null;
  const size = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? '0');
  if (size > 64_800) return null;
  return match[1] === '-' ? -size : size;
}

/** The zone's offset outside summer time, at present. */
export function standardOffset(zone: string): number {
  const year = new Date().getUTCFullYear();
  const winter = offsetAt(zone, epochDay(year, 1, 1) * SECONDS_PER_DAY);
  const summer = offsetAt(zone, epochDay(year, 7, 1) * SECONDS_PER_DAY);
  return Math.min(winter, summer);
}

/** Java's limits: a period's parts are 32 bits, a duration's seconds 64. */
const MAX_PERIOD = 2 ** 31 - 1;
const MAX_SECONDS = 2 ** 63 - 1024;

export function isMonthsText(text: string): boolean {
  return /^-?P-?(\d+Y)?-?(\d+M)?$/.test(text);
}

export function parseMonths(text: string): MonthsDuration | null {
  const match = MONTHS.exec(text);
  if (match === null || (match[2] === undefined && match[3] === undefined)) return null;
  const [years, rest] = [Number(match[2] ?? '0'), Number(match[3] ?? '0')];
  if (Math.abs(years) > MAX_PERIOD || Math.abs(rest) > MAX_PERIOD) return null;
  const months = years * 12 + rest;
  return new MonthsDuration(match[1] === '-' ? -months : months);
}

export function isDaysText(text: string): boolean {
  return /^-?P(-?(\d+D)?(T-?(\d+H)?-?(\d+M)?-?(\d+(.\d*)?S)?)?)$/.test(text);
}

export function parseDays(text: string): TimeDuration | null {
  const match = DAYS.exec(text);
  if (match === null) return null;
  const [, sign, days, hours, minutes, seconds, fraction] = match;
  if ([days, hours, minutes, seconds].every((part) => part === undefined)) return null;
  if (/t$/i.test(text)) return null;
  const whole =
    Number(days ?? '0') * SECONDS_PER_DAY +
    Number(hours ?? '0') * 3600 +
    Number(minutes ?? '0') * 60 +
    Number(seconds ?? '0');
  if (Math.abs(whole) > MAX_SECONDS) return null;
  const nanos = Number((fraction ?? '').padEnd(9, '0'));
  const signedNanos = seconds?.startsWith('-') === true ? -nanos : nanos;
  return sign === '-'
    ? new TimeDuration(-whole, -signedNanos)
    : new TimeDuration(whole, signedNanos);
}

/** Either kind of duration. */
export function parseDuration(text: string): MonthsDuration | TimeDuration | null {
  return isMonthsText(text) ? parseMonths(text) : parseDays(text);
}
