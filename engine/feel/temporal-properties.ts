import { dateParts, isoWeekday } from './calendar.ts';
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

/** The properties of a temporal value by name, in feel-scala's order; null for other values. */
export function temporalProperties(value: unknown): Map<string, unknown> | null {
  if (value instanceof FeelDate) return dateProperties(value.day);
  if (value instanceof LocalTime) {
    return timeProperties(new Map(), value.nanos, null, null);
  }
  if (value instanceof ZonedTime) {
    return timeProperties(new Map(), value.nanos, value.offset, value.zone);
  }
  if (value instanceof LocalDateTime) {
    return timeProperties(dateProperties(value.day), value.nanos, null, null);
  }
  if (value instanceof ZonedDateTime) {
    return timeProperties(dateProperties(value.day), value.nanos, value.offset, value.zone);
  }
  if (value instanceof MonthsDuration) {
    return new Map([
      ['years', value.years],
      ['months', value.months % 12],
    ]);
  }
  if (value instanceof TimeDuration) {
    const seconds = value.seconds;
    return new Map([
      ['days', Math.trunc(seconds / SECONDS_PER_DAY)],
      ['hours', Math.trunc(seconds / 3600) % 24],
      ['minutes', Math.trunc(seconds / 60) % 60],
      ['seconds', seconds % 60],
    ]);
  }
  return null;
}

function dateProperties(day: number): Map<string, unknown> {
  const [year, month, dayOfMonth] = dateParts(day);
  return new Map([
    ['year', year],
    ['month', month],
    ['day', dayOfMonth],
    ['weekday', isoWeekday(day)],
  ]);
}

function timeProperties(
  properties: Map<string, unknown>,
  nanos: number,
  offset: number | null,
  zone: string | null,
): Map<string, unknown> {
  const seconds = Math.floor(nanos / NANOS_PER_SECOND);
  properties.set('hour', Math.floor(seconds / 3600));
  properties.set('minute', Math.floor(seconds / 60) % 60);
  properties.set('second', seconds % 60);
  properties.set('time offset', offset === null ? null : new TimeDuration(offset, 0));
  properties.set('timezone', zone);
  return properties;
}
