import { monthsDurationBetween } from './arithmetic.ts';
import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { epochDay, parseZone } from './calendar.ts';
import { multiply, remainder, toInteger } from './decimal.ts';
import type { FeelNumber } from './decimal.ts';
import { parseDecimal } from './number.ts';
import {
  isDate,
  isLocalDateTimeText,
  parseDate,
  parseDateTime,
  parseTime,
} from './temporal-parse.ts';
import { atPlace, isDaysText, isMonthsText, isDateText, parseDays } from './temporal-parse.ts';
import { isOffsetTimeText, parseMonths } from './temporal-parse.ts';
import {
  FeelDate,
  LocalDateTime,
  LocalTime,
  NANOS_PER_SECOND,
  TimeDuration,
  ZonedDateTime,
  ZonedTime,
} from './temporal.ts';
import { isContext, readEntriesOf } from './context.ts';
import { FeelError, FeelException, isList, isNumber, show } from './value.ts';
import type { FeelValue } from './value.ts';

/** Source: feel-scala ConversionBuiltinFunctions.scala */
export const conversionFunctions: BuiltinTable = {
  date: [
    builtin(['from'], ([from]) => toDate(from)),
    builtin(['year', 'month', 'day'], ([y, m, d]) => {
      if (!isGivenNumber(y) || !isGivenNumber(m) || !isGivenNumber(d)) return undefined;
      const [year, month, day] = [toInteger(y), toInteger(m), toInteger(d)];
      if (isDate(year, month, day)) return new FeelDate(epochDay(year, month, day));
      const parts = `year=${show(y)}, month=${show(m)}, day=${show(d)}`;
      return new FeelError(`Failed to parse date from: ${parts}`);
    }),
  ],
  'date and time': [
    builtin(['from'], ([from]) => {
      if (typeof from !== 'string') return undefined;
      return parseDateTime(from) ?? failed(dateTimeKind(from), from);
    }),
    builtin(['date', 'time'], ([date, time]) => toDateTime(date, time)),
  ],
  time: [
    builtin(['from'], ([from]) => toTime(from)),
    builtin(['hour', 'minute', 'second'], ([h, m, s]) => timeOf(h, m, s)),
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

function dateTimeKind(text: string): string {
  if (isDateText(text)) return 'date(-time)';
  return isLocalDateTimeText(text) ? 'local-date-time' : 'date-time';
}

function isGivenNumber(value: FeelValue | undefined): value is FeelNumber {
  return value !== undefined && isNumber(value);
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
  if (typeof from === 'string') {
    return parseTime(from) ?? failed(isOffsetTimeText(from) ? 'time' : 'local-time', from);
  }
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
  const place = parseZone(time) ?? unknownZone(time);
  if (date instanceof LocalDateTime) return atPlace(date, place);
  const [zone, offset] = typeof place === 'string' ? [place, 0] : [null, place];
  return ZonedDateTime.ofEpochSeconds(
    date.epochSeconds,
    date.nanos % NANOS_PER_SECOND,
    zone,
    offset,
  );
}

/** Source: java.time `ZoneId.of`, `ZoneOffset.of`, `ZoneRegion.checkId` */
function unknownZone(id: string): never {
  const isOffset = id.length < 2 || id.startsWith('+') || id.startsWith('-');
  if (!isOffset && /^[A-Za-z][A-Za-z0-9~/._+-]+$/.test(id)) {
    throw new FeelException('java.time.zone.ZoneRulesException', `Unknown time-zone ID: ${id}`);
  }
  const kind = isOffset ? 'ZoneOffset' : 'region-based ZoneId';
  const message = `Invalid ID for ${kind}, invalid format: ${id}`;
  throw new FeelException('java.time.DateTimeException', message);
}

function timeOf(
  h: FeelValue | undefined,
  m: FeelValue | undefined,
  s: FeelValue | undefined,
  offset?: FeelValue,
): FeelValue | undefined {
  if (!isGivenNumber(h) || !isGivenNumber(m) || !isGivenNumber(s)) return undefined;
  if (offset !== null && offset !== undefined && !(offset instanceof TimeDuration))
    return undefined;
  const [hour, minute, second] = [toInteger(h), toInteger(m), toInteger(s)];
  // With an offset of null feel-scala forgets the fraction.
  const fraction = offset === null ? 0 : fractionNanos(s);
  const isTime = inside(hour, 23) && inside(minute, 59) && inside(second, 59) && fraction >= 0;
  const seconds = offset?.seconds ?? 0;
  if (!isTime || Math.abs(seconds) > MAX_OFFSET) {
    const parts = `hour=${show(h)}, minute=${show(m)}, second=${show(s)}`;
    if (!offset) return new FeelError(`Failed to parse local-time from: ${parts}`);
    return new FeelError(`Failed to parse time from: ${parts}, offset=${offset.toJava()}`);
  }
  const nanos = (hour * 3600 + minute * 60 + second) * NANOS_PER_SECOND + fraction;
  return offset ? new ZonedTime(nanos, seconds, null) : new LocalTime(nanos);
}

/** Eighteen hours, java.time's largest offset. */
const MAX_OFFSET = 64_800;

function fractionNanos(seconds: FeelNumber): number {
  return toInteger(multiply(remainder(seconds, 1) ?? 0, NANOS_PER_SECOND));
}

function inside(value: number, max: number): boolean {
  return value >= 0 && value <= max;
}

function numberOf(text: string): FeelValue {
  return (
    parseDecimal(text.replace(DIGITS, latinDigit)) ??
    new FeelError(`Can't parse '${text}' as a number`)
  );
}

/** Java reads every script's digits. They stand in tens that begin at a code of ...0 or ...6. */
const DIGITS = /[\u0080-\uffff]/g;

function latinDigit(char: string): string {
  if (!/\p{Nd}/u.test(char)) return char;
  const code = char.charCodeAt(0);
  const isFromZero = /\p{Nd}/u.test(String.fromCharCode(code & ~0xf));
  return String((code & 0xf) - (isFromZero ? 0 : 6));
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
    const entries = readEntriesOf(value).map(([key, entry]) => `${key}:${stringOf(entry)}`);
    return `{${entries.join(', ')}}`;
  }
  return show(value);
}
