import { compareNumbers, Decimal, numberText } from './decimal.ts';
import type { FeelNumber } from './decimal.ts';
import {
  entriesOf,
  entryOf,
  isContext,
  keysOf,
  RawValue,
  readEntriesOf,
  sameContext,
} from './context.ts';
import type { FeelContext } from './context.ts';
import { showRaw } from './raw-text.ts';
import {
  FeelDate,
  formatOffset,
  LocalDateTime,
  LocalTime,
  MonthsDuration,
  TimeDuration,
  ZonedDateTime,
  ZonedTime,
} from './temporal.ts';

/**
 * A FEEL value. JSON values stand for themselves: null, booleans, numbers, strings, arrays (lists)
 * and plain objects (contexts); everything else is one of the classes below.
 */
export type FeelValue =
  | null
  | boolean
  | FeelNumber
  | string
  | FeelDate
  | LocalTime
  | ZonedTime
  | LocalDateTime
  | ZonedDateTime
  | MonthsDuration
  | TimeDuration
  | FeelFunction
  | FeelRange
  | FeelError
  | readonly FeelValue[]
  | FeelContext;

/** A function value: builtin, or defined in the expression. */
export class FeelFunction {
  readonly params: readonly string[];
  readonly invoke: (args: readonly FeelValue[]) => FeelValue;
  readonly hasVarArgs: boolean;
  constructor(
    params: readonly string[],
    invoke: (args: readonly FeelValue[]) => FeelValue,
    hasVarArgs = false,
  ) {
    this.params = params;
    this.invoke = invoke;
    this.hasVarArgs = hasVarArgs;
  }
  toString(): string {
    return `function(${this.params.join(', ')})`;
  }
}

/** A range with open or closed ends. */
export class FeelRange {
  readonly start: FeelValue;
  readonly end: FeelValue;
  readonly startClosed: boolean;
  readonly endClosed: boolean;
  constructor(start: FeelValue, startClosed: boolean, end: FeelValue, endClosed: boolean) {
    this.start = start;
    this.startClosed = startClosed;
    this.end = end;
    this.endClosed = endClosed;
  }
  toString(): string {
    const open = this.startClosed ? '[' : '(';
    return `${open}${show(this.start)}..${show(this.end)}${this.endClosed ? ']' : ')'}`;
  }
}

/**
 * What goes wrong inside an expression. Most places turn it into null and leave a warning; a fatal
 * one (`?` outside of a unary test) goes up to the expression's result.
 */
export class FeelError {
  readonly message: string;
  readonly fatal: boolean;
  constructor(message: string, fatal = false) {
    this.message = message;
    this.fatal = fatal;
  }
  toString(): string {
    return `${this.fatal ? 'fatal error' : 'error'}("${this.message}")`;
  }
}

/**
 * Ends the whole evaluation, as an uncaught exception does in feel-scala. `message` is the
 * exception's own, `thrown` names its Java class before it.
 */
export class FeelException extends Error {
  readonly thrown: string;
  constructor(className: string, message: string) {
    super(message);
    this.thrown = `${className}: ${message}`;
  }
}

export function isNumber(value: FeelValue): value is FeelNumber {
  return typeof value === 'number' || value instanceof Decimal;
}

export function isList(value: FeelValue): value is readonly FeelValue[] {
  return Array.isArray(value);
}

/** The type's name as feel-scala's messages and `instance of` give it. */
export function typeName(value: FeelValue): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (isNumber(value)) return 'number';
  if (value instanceof FeelDate) return 'date';
  if (value instanceof LocalTime || value instanceof ZonedTime) return 'time';
  if (value instanceof LocalDateTime || value instanceof ZonedDateTime) return 'date and time';
  if (value instanceof MonthsDuration) return 'years and months duration';
  if (value instanceof TimeDuration) return 'days and time duration';
  if (value instanceof FeelFunction) return 'function';
  if (value instanceof FeelRange) return 'range';
  if (value instanceof FeelError) return value.fatal ? 'fatal error' : 'error';
  return Array.isArray(value) ? 'list' : 'context';
}

/** The value as feel-scala prints it in messages: strings quoted, contexts in braces. */
export function show(value: FeelValue): string {
  if (typeof value === 'string') return `"${value}"`;
  if (isList(value)) return `[${value.map(show).join(', ')}]`;
  if (isContext(value)) {
    const entries = entriesOf(value).map(
      ([key, entry]) => `${key}:${entry instanceof RawValue ? showRaw(entry.value) : show(entry)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return typeof value === 'number' ? numberText(value) : String(value);
}

/**
 * Two values of one comparable class. Local and zoned times are different classes. Lists of one
 * class are taken for comparable by feel-scala, which then fails to compare them.
 */
export function areComparable(x: FeelValue, y: FeelValue): boolean {
  if (typeof x === 'string') return typeof y === 'string';
  if (isNumber(x)) return isNumber(y);
  if (isList(x)) return isList(y) && isComparable(x) && isComparable(y);
  if (x === null || y === null) return false;
  return isTemporal(x) && sameClass(x, y);
}

/** Whether feel-scala takes the value for comparable. Source: Val.scala (`isComparable`) */
export function isComparable(value: FeelValue): boolean {
  if (!isList(value)) return typeof value === 'string' || isNumber(value) || isTemporal(value);
  const [first] = value;
  if (first === undefined || !isComparable(first)) return false;
  return value.every((item) => sameClass(item, first));
}

export function isTemporal(value: FeelValue): boolean {
  return (
    value instanceof FeelDate ||
    value instanceof LocalTime ||
    value instanceof ZonedTime ||
    value instanceof LocalDateTime ||
    value instanceof ZonedDateTime ||
    value instanceof MonthsDuration ||
    value instanceof TimeDuration
  );
}

/** Whether two values are of the same feel-scala class. */
export function sameClass(x: FeelValue, y: FeelValue): boolean {
  if (x === null || y === null) return x === y;
  if (isNumber(x)) return isNumber(y);
  if (typeof x !== 'object' || typeof y !== 'object') return typeof x === typeof y;
  if (isContext(x)) return isContext(y);
  return x.constructor === y.constructor;
}

/** The order of two comparable values: negative, zero or positive. Lists have none. */
export function compareValues(x: FeelValue, y: FeelValue): number {
  if (typeof x === 'string' && typeof y === 'string') return x < y ? -1 : x > y ? 1 : 0;
  if (isNumber(x) && isNumber(y)) return compareNumbers(x, y);
  if (x instanceof FeelDate && y instanceof FeelDate) return x.day - y.day;
  if (x instanceof LocalTime && y instanceof LocalTime) return x.nanos - y.nanos;
  if (x instanceof ZonedTime && y instanceof ZonedTime) return x.utcNanos - y.utcNanos;
  if (x instanceof LocalDateTime && y instanceof LocalDateTime) {
    return x.day - y.day || x.nanos - y.nanos;
  }
  if (x instanceof ZonedDateTime && y instanceof ZonedDateTime) {
    return compareDateTimes(x, y);
  }
  if (x instanceof MonthsDuration && y instanceof MonthsDuration) return x.months - y.months;
  if (x instanceof TimeDuration && y instanceof TimeDuration) {
    return x.seconds - y.seconds || x.nanos - y.nanos;
  }
  const message = `${show(x)} can not be compared to ${show(y)}`;
  throw new FeelException('java.lang.IllegalArgumentException', message);
}

/** The same instant is ordered by its local time, then by the zone's name, as in java.time. */
function compareDateTimes(x: ZonedDateTime, y: ZonedDateTime): number {
  const instants = x.epochSeconds - y.epochSeconds || (x.nanos % 1e9) - (y.nanos % 1e9);
  const locals = instants || x.day - y.day || x.nanos - y.nanos;
  if (locals !== 0) return locals;
  const [a, b] = [x.zone ?? formatOffset(x.offset), y.zone ?? formatOffset(y.offset)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * FEEL's `=`: true or false, or null when the two are of different types and can't be compared.
 * Source: feel-scala ValComparator.scala
 */
export function equalValues(x: FeelValue, y: FeelValue): boolean | null {
  if (x === null || y === null) return x === y;
  if (typeof x === 'boolean' && typeof y === 'boolean') return x === y;
  if (isList(x) && isList(y)) {
    return x.length === y.length && x.every((item, i) => equalValues(item, y[i] ?? null) === true);
  }
  if (areComparable(x, y)) return strictlyEqual(x, y);
  if (isContext(x) && isContext(y)) {
    const entries = readEntriesOf(x);
    return (
      entries.length === keysOf(y).length &&
      entries.every(([key, value]) => {
        const other = entryOf(y, key);
        return other !== undefined && equalValues(value, other) === true;
      })
    );
  }
  return null;
}

/**
 * Scala's `==`, by which lists are searched: values of different types are just different, and
 * contexts are the same only where they are one, or were put together by functions alike.
 */
export function identical(x: FeelValue, y: FeelValue): boolean {
  if (isList(x)) {
    return (
      isList(y) && x.length === y.length && x.every((item, i) => identical(item, y[i] ?? null))
    );
  }
  if (isContext(x)) return isContext(y) && sameContext(x, y, identical);
  if (x instanceof FeelFunction || y instanceof FeelFunction) return x === y;
  if (x instanceof FeelError) return y instanceof FeelError && x.message === y.message;
  return equalValues(x, y) === true;
}

// java.time's equality also distinguishes offset and zone where the instant is the same.
function strictlyEqual(x: FeelValue, y: FeelValue): boolean {
  if (x instanceof ZonedDateTime && y instanceof ZonedDateTime) {
    return compareValues(x, y) === 0 && x.offset === y.offset && x.zone === y.zone;
  }
  if (x instanceof ZonedTime && y instanceof ZonedTime) {
    return x.nanos === y.nanos && x.offset === y.offset && x.zone === y.zone;
  }
  return compareValues(x, y) === 0;
}
