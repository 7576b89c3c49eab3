import { monthsBetween, plusMonths } from './calendar.ts';
import { add, compareNumbers, divide, multiply, subtract, toInteger } from './decimal.ts';
import type { FeelNumber } from './decimal.ts';
import { atPlace } from './temporal-parse.ts';
import {
  FeelDate,
  LocalDateTime,
  LocalTime,
  MonthsDuration,
  NANOS_PER_DAY,
  NANOS_PER_SECOND,
  SECONDS_PER_DAY,
  TimeDuration,
  ZonedDateTime,
  ZonedTime,
} from './temporal.ts';
import { FeelException, isNumber } from './value.ts';
import type { FeelValue } from './value.ts';

/**
 * `+ - * /` over numbers, strings and temporal values; undefined when the two don't go together.
 * Source: feel-scala FeelInterpreter.scala (addOp, subOp, mulOp, divOp)
 */
export function addValues(x: FeelValue, y: FeelValue): FeelValue | undefined {
  if (isNumber(x) && isNumber(y)) return add(x, y);
  if (typeof x === 'string' && typeof y === 'string') return x + y;
  if (x instanceof MonthsDuration && y instanceof MonthsDuration) {
    return period(x.months + y.months);
  }
  if (x instanceof TimeDuration && y instanceof TimeDuration) {
    return new TimeDuration(x.seconds + y.seconds, x.nanos + y.nanos);
  }
  if (x instanceof MonthsDuration) return plusMonthsDuration(y, x.months);
  if (x instanceof TimeDuration) return plusTime(y, x.seconds, x.nanos);
  if (y instanceof MonthsDuration) return plusMonthsDuration(x, y.months);
  if (y instanceof TimeDuration) return plusTime(x, y.seconds, y.nanos);
  return undefined;
}

export function subtractValues(x: FeelValue, y: FeelValue): FeelValue | undefined {
  if (isNumber(x) && isNumber(y)) return subtract(x, y);
  if (x instanceof MonthsDuration && y instanceof MonthsDuration) {
    return period(x.months - y.months);
  }
  if (x instanceof TimeDuration && y instanceof TimeDuration) {
    return new TimeDuration(x.seconds - y.seconds, x.nanos - y.nanos);
  }
  if (y instanceof MonthsDuration) return plusMonthsDuration(x, -y.months);
  if (y instanceof TimeDuration) return plusTime(x, -y.seconds, -y.nanos);
  return between(x, y);
}

/** Java's periods have years of 32 bits. */
const MAX_YEARS = 2 ** 31 - 1;

function period(months: number): MonthsDuration {
  if (Math.abs(Math.trunc(months / 12)) <= MAX_YEARS) return new MonthsDuration(months);
  throw new FeelException('java.lang.ArithmeticException', 'integer overflow');
}

/** The time from `y` to `x`. Two zoned times give its size only, as feel-scala. */
function between(x: FeelValue, y: FeelValue): TimeDuration | undefined {
  if (x instanceof LocalTime && y instanceof LocalTime) return ofNanos(x.nanos - y.nanos);
  if (x instanceof ZonedTime && y instanceof ZonedTime) {
    return ofNanos(Math.abs(x.utcNanos - y.utcNanos));
  }
  if (x instanceof LocalDateTime && y instanceof LocalDateTime) {
    const days = (x.day - y.day) * SECONDS_PER_DAY;
    const time = ofNanos(x.nanos - y.nanos);
    return new TimeDuration(days + time.seconds, time.nanos);
  }
  if (x instanceof ZonedDateTime && y instanceof ZonedDateTime) {
    const nanos = (x.nanos % NANOS_PER_SECOND) - (y.nanos % NANOS_PER_SECOND);
    return new TimeDuration(x.epochSeconds - y.epochSeconds, nanos);
  }
  if (x instanceof FeelDate && y instanceof FeelDate) {
    return new TimeDuration((x.day - y.day) * SECONDS_PER_DAY, 0);
  }
  return undefined;
}

function ofNanos(nanos: number): TimeDuration {
  const seconds = Math.floor(nanos / NANOS_PER_SECOND);
  return new TimeDuration(seconds, nanos - seconds * NANOS_PER_SECOND);
}

function plusMonthsDuration(x: FeelValue, months: number): FeelValue | undefined {
  if (x instanceof FeelDate) return new FeelDate(plusMonths(x.day, months));
  if (x instanceof LocalDateTime) return new LocalDateTime(plusMonths(x.day, months), x.nanos);
  if (x instanceof ZonedDateTime) return atLocal(x, plusMonths(x.day, months));
  return undefined;
}

function plusTime(x: FeelValue, seconds: number, nanos: number): FeelValue | undefined {
  if (x instanceof LocalTime) return new LocalTime(plusOfDay(x.nanos, seconds, nanos));
  if (x instanceof ZonedTime) {
    return new ZonedTime(plusOfDay(x.nanos, seconds, nanos), x.offset, x.zone);
  }
  if (x instanceof FeelDate) {
    const total = new TimeDuration(x.day * SECONDS_PER_DAY + seconds, nanos);
    return new FeelDate(Math.floor(total.seconds / SECONDS_PER_DAY));
  }
  if (x instanceof LocalDateTime) {
    const total = new TimeDuration(
      x.day * SECONDS_PER_DAY + Math.floor(x.nanos / NANOS_PER_SECOND) + seconds,
      (x.nanos % NANOS_PER_SECOND) + nanos,
    );
    const day = Math.floor(total.seconds / SECONDS_PER_DAY);
    const ofDay = total.seconds - day * SECONDS_PER_DAY;
    return new LocalDateTime(day, ofDay * NANOS_PER_SECOND + total.nanos);
  }
  if (x instanceof ZonedDateTime) {
    const total = new TimeDuration(x.epochSeconds + seconds, (x.nanos % NANOS_PER_SECOND) + nanos);
    return ZonedDateTime.ofEpochSeconds(total.seconds, total.nanos, x.zone, x.offset);
  }
  return undefined;
}

function plusOfDay(ofDay: number, seconds: number, nanos: number): number {
  const total = ofDay + (seconds % SECONDS_PER_DAY) * NANOS_PER_SECOND + nanos;
  return ((total % NANOS_PER_DAY) + NANOS_PER_DAY) % NANOS_PER_DAY;
}

function atLocal(x: ZonedDateTime, day: number): ZonedDateTime {
  if (x.zone === null) return new ZonedDateTime(day, x.nanos, x.offset, null);
  return atPlace(new LocalDateTime(day, x.nanos), x.zone, x.offset);
}

export function multiplyValues(x: FeelValue, y: FeelValue): FeelValue | undefined {
  if (isNumber(x)) {
    if (isNumber(y)) return multiply(x, y);
    return multiplyDuration(y, x);
  }
  return isNumber(y) ? multiplyDuration(x, y) : undefined;
}

function multiplyDuration(x: FeelValue, by: FeelNumber): FeelValue | undefined {
  const factor = toInteger(by);
  if (x instanceof MonthsDuration) return period(x.months * factor);
  if (x instanceof TimeDuration) return new TimeDuration(x.seconds * factor, x.nanos * factor);
  return undefined;
}

export function divideValues(x: FeelValue, y: FeelValue): FeelValue | undefined {
  if (isNumber(y)) {
    if (compareNumbers(y, 0) === 0) return undefined;
    if (isNumber(x)) return divide(x, y);
    if (x instanceof MonthsDuration) return new MonthsDuration(toInteger(divide(x.months, y)));
    if (x instanceof TimeDuration) return TimeDuration.ofMs(toInteger(divide(x.totalMs, y)));
    return undefined;
  }
  if (x instanceof MonthsDuration && y instanceof MonthsDuration) {
    return y.months === 0 ? undefined : Math.trunc(x.months / y.months);
  }
  if (x instanceof TimeDuration && y instanceof TimeDuration) {
    return y.totalMs === 0 ? undefined : Math.trunc(x.totalMs / y.totalMs);
  }
  return undefined;
}

/** The years and months between two dates (epoch days). */
export function monthsDurationBetween(from: number, to: number): MonthsDuration {
  return new MonthsDuration(monthsBetween(from, to));
}
