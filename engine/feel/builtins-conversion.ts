import { monthsDurationBetween } from './arithmetic.ts';
import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { epochDay, isZone } from './calendar.ts';
import { parseDecimal, toInteger, toNumber } from './decimal.ts';
import { isDate, parseDate, parseDateTime, parseTime } from './temporal-parse.ts';
import { atPlace, isDaysText, isMonthsText, isDateText, parseDays } from './temporal-parse.ts';
import { parseMonths } from './temporal-parse.ts';
import {
  FeelDate,
  LocalDateTime,
  LocalTime,
  NANOS_PER_SECOND,
  TimeDuration,
  ZonedDateTime,
  ZonedTime,
} from './temporal.ts';
import { FeelError, FeelException, isContext, isList, isNumber } from './value.ts';
import type { FeelValue } from './value.ts';

/** Source: feel-scala ConversionBuiltinFunctions.scala */
export const conversionFunctions: BuiltinTable = {
  date: [
    builtin(['from'], ([from]) => toDate(from)),
    builtin(['year', 'month', 'day'], ([y, m, d]) => {
      const [year, month, day] = [integer(y), integer(m), integer(d)];
      if (year === null || month === null || day === null) return undefined;
      if (isDate(year, month, day)) return new FeelDate(epochDay(year, month, day));
      return new FeelError(`Failed to parse date from: year=${year}, month=${month}, day=${day}`);
    }),
  ],
  'date and time': [
    builtin(['from'], ([from]) => {
      if (typeof from !== 'string') return undefined;
      const kind = isDateText(from) ? 'date(-time)' : 'date-time';
      return parseDateTime(from) ?? new FeelError(`Failed to parse ${kind} from '${from}'`);
    }),
    builtin(['date', 'time'], ([date, time]) => toDateTime(date, time)),
  ],
  time: [
    builtin(['from'], ([from]) => toTime(from)),
    builtin(['hour', 'minute', 'second'], ([h, m, s]) => timeOf(h, m, s, null)),
    builtin(['hour', 'minute', 'second', 'offset'], ([h, m, s, o]) => timeOf(h, m, s, o)),
  ],
  number: [
    builtin(['from'], ([from]) => (typeof from === 'string' ? numberOf(from) : undefined)),
    builtin(['from', 'grouping separator'], ([from, grouping]) => {
      if (typeof from !== 'string' || typeof grouping !== 'string') return undefined;
      if (isGrouping(grouping)) return numberOf(from.replaceAll(grouping, ''));
      return new FeelError("illegal argument for grouping. Must be one of ' ', ',' or '.'");
    }),
    builtin(['from', 'grouping separator', 'decimal separator'], ([from, grouping, decimal]) =>
      numberWithSeparators(from, grouping, decimal),
    ),
  ],
  string: [
    builtin(['from'], ([from = null]) => {
      if (from === null || typeof from === 'string') return from;
      return from instanceof FeelError ? undefined : stringOf(from);
    }),
  ],
  duration: [
    builtin(['from'], ([from]) => {
      if (typeof from !== 'string') return undefined;
      if (isMonthsText(from)) return parseMonths(from) ?? failed('year-month-duration', from);
      if (isDaysText(from)) return parseDays(from) ?? failed('day-time-duration', from);
      return failed('duration', from);
    }),
  ],
  'years and months duration': [
    builtin(['from', 'to'], ([from, to]) =>
      hasDate(from) && hasDate(to) ? monthsDurationBetween(from.day, to.day) : undefined,
    ),
  ],
};

function failed(kind: string, text: string): FeelError {
  return new FeelError(`Failed to parse ${kind} from '${text}'`);
}

function integer(value: FeelValue | undefined): number | null {
  return value !== undefined && isNumber(value) ? toInteger(value) : null;
}

function hasDate(value: FeelValue | undefined): value is FeelDate | LocalDateTime | ZonedDateTime {
  return (
    value instanceof FeelDate || value instanceof LocalDateTime || value instanceof ZonedDateTime
  );
}

function toDate(from: FeelValue | undefined): FeelValue | undefined {
  if (typeof from === 'string') return parseDate(from) ?? failed('date', from);
  return hasDate(from) ? new FeelDate(from.day) : undefined;
}

function toTime(from: FeelValue | undefined): FeelValue | undefined {
  if (typeof from === 'string') return parseTime(from) ?? failed('local-time', from);
  if (from instanceof LocalDateTime) return new LocalTime(from.nanos);
  if (from instanceof ZonedDateTime) return new ZonedTime(from.nanos, from.offset, from.zone);
  return from instanceof FeelDate ? new ZonedTime(0, 0, null) : undefined;
}

function toDateTime(date?: FeelValue, time?: FeelValue): FeelValue | undefined {
  if (!hasDate(date)) return undefined;
  if (time instanceof LocalTime) return new LocalDateTime(date.day, time.nanos);
  if (time instanceof ZonedTime) {
    return atPlace(new LocalDateTime(date.day, time.nanos), time.zone ?? time.offset);
  }
  if (typeof time !== 'string' || date instanceof FeelDate) return undefined;
  if (!isZone(time)) throw new FeelException(`Unknown time-zone ID: ${time}`);
  if (date instanceof LocalDateTime) return atPlace(date, time);
  return ZonedDateTime.ofEpochSeconds(date.epochSeconds, date.nanos % NANOS_PER_SECOND, time, 0);
}

function timeOf(
  h: FeelValue | undefined,
  m: FeelValue | undefined,
  s: FeelValue | undefined,
  offset: FeelValue | undefined,
): FeelValue | undefined {
  const [hour, minute] = [integer(h), integer(m)];
  if (hour === null || minute === null || s === undefined || !isNumber(s)) return undefined;
  if (offset !== null && !(offset instanceof TimeDuration)) return undefined;
  const second = Math.trunc(toNumber(s));
  const isTime = inside(hour, 23) && inside(minute, 59) && inside(second, 59);
  if (!isTime) {
    const parts = `hour=${hour}, minute=${minute}, second=${String(s)}`;
    if (offset === null) return new FeelError(`Failed to parse local-time from: ${parts}`);
    return new FeelError(`Failed to parse time from: ${parts}, offset=${offset.toJava()}`);
  }
  const fraction = Math.round((toNumber(s) - second) * NANOS_PER_SECOND);
  const nanos = (hour * 3600 + minute * 60 + second) * NANOS_PER_SECOND + fraction;
  return offset === null ? new LocalTime(nanos) : new ZonedTime(nanos, offset.seconds, null);
}

function inside(value: number, max: number): boolean {
  return value >= 0 && value <= max;
}

function numberOf(text: string): FeelValue {
  return parseDecimal(text) ?? new FeelError(`Can't parse '${text}' as a number`);
}

function isGrouping(separator: string): boolean {
  return separator === ' ' || separator === ',' || separator === '.';
}

function numberWithSeparators(
  from?: FeelValue,
  grouping?: FeelValue,
  decimal?: FeelValue,
): FeelValue | undefined {
  if (typeof from !== 'string') return undefined;
  const groupingOk = grouping === null || (typeof grouping === 'string' && isGrouping(grouping));
  const decimalOk = decimal === null || decimal === ',' || decimal === '.';
  if (groupingOk && decimalOk && grouping !== decimal) {
    const ungrouped = typeof grouping === 'string' ? from.replaceAll(grouping, '') : from;
    return numberOf(decimal === ',' ? ungrouped.replaceAll(',', '.') : ungrouped);
  }
  if (typeof grouping !== 'string' || typeof decimal !== 'string') return undefined;
  const allowed = "Must be one of ' ' (grouping only), ',' or '.'";
  return new FeelError(`illegal arguments for grouping or decimal. ${allowed}`);
}

/** FEEL's text of a value; strings inside of lists and contexts are quoted. */
function stringOf(value: FeelValue): string {
  if (typeof value === 'string') return `"${value}"`;
  if (isList(value)) return `[${value.map(stringOf).join(', ')}]`;
  if (isContext(value)) {
    const entries = Object.entries(value).map(([key, entry]) => `${key}:${stringOf(entry)}`);
    return `{${entries.join(', ')}}`;
  }
  return String(value);
}
