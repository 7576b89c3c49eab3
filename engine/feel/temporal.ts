import { dateParts, offsetAt, offsetText as formatOffset } from './calendar.ts';

export { formatOffset };

/**
 * FEEL's temporal values. Each has `toString()` as FEEL's `string()` writes it and `toJava()` as
 * Zeebe writes it into a variable (java.time's own text: `PT24H` for `P1D`, no zero seconds).
 * Source: feel-scala Val.scala, ZonedTime.scala; zeebe FeelToMessagePackTransformer.scala
 */

export const SECONDS_PER_DAY = 86_400;
export const NANOS_PER_SECOND = 1_000_000_000;
export const NANOS_PER_DAY = SECONDS_PER_DAY * NANOS_PER_SECOND;

/** A calendar date, as days since 1970-01-01. */
export class FeelDate {
  readonly day: number;
  constructor(day: number) {
    this.day = day;
  }
  toString(): string {
    return formatDate(this.day);
  }
  toJava(): string {
    return formatDate(this.day);
  }
}

/** A time of day without offset, as nanoseconds since midnight. */
export class LocalTime {
  readonly nanos: number;
  constructor(nanos: number) {
    this.nanos = nanos;
  }
  toString(): string {
    return formatTime(this.nanos);
  }
  toJava(): string {
    return formatJavaTime(this.nanos);
  }
}

/** A time of day with an offset (seconds) and perhaps a zone. */
export class ZonedTime {
  readonly nanos: number;
  readonly offset: number;
  readonly zone: string | null;
  constructor(nanos: number, offset: number, zone: string | null) {
    this.nanos = nanos;
    this.offset = offset;
    this.zone = zone;
  }
  /** Nanoseconds since midnight UTC, for comparison. */
  get utcNanos(): number {
    return this.nanos - this.offset * NANOS_PER_SECOND;
  }
  toString(): string {
    const tail = this.zone === null ? formatOffset(this.offset) : `@${this.zone}`;
    return formatTime(this.nanos) + tail;
  }
  toJava(): string {
    return this.toString();
  }
  /** The time and the offset, each as java.time writes it. */
  javaParts(): [time: string, offset: string] {
    return [formatJavaTime(this.nanos), formatOffset(this.offset)];
  }
}

/** A date and time without offset. */
export class LocalDateTime {
  readonly day: number;
  readonly nanos: number;
  constructor(day: number, nanos: number) {
    this.day = day;
    this.nanos = nanos;
  }
  toString(): string {
    return `${formatDate(this.day)}T${formatTime(this.nanos)}`;
  }
  toJava(): string {
    return `${formatDate(this.day)}T${formatJavaTime(this.nanos)}`;
  }
}

/** A date and time with an offset (seconds) and perhaps a zone; `day` and `nanos` are local. */
export class ZonedDateTime {
  readonly day: number;
  readonly nanos: number;
  readonly offset: number;
  readonly zone: string | null;
  constructor(day: number, nanos: number, offset: number, zone: string | null) {
    this.day = day;
    this.nanos = nanos;
    this.offset = offset;
    this.zone = zone;
  }
  /** Of an instant, given in epoch milliseconds. */
  static ofEpochMs(epochMs: number, zone: string | null): ZonedDateTime {
    const seconds = Math.floor(epochMs / 1000);
    const nanos = Math.round((epochMs - seconds * 1000) * 1_000_000);
    return ZonedDateTime.ofEpochSeconds(seconds, nanos, zone, 0);
  }
  /** Of an instant; the offset is the zone's, or the one given when there is no zone. */
  static ofEpochSeconds(
    seconds: number,
    nanos: number,
    zone: string | null,
    fixedOffset: number,
  ): ZonedDateTime {
    const offset = zone === null ? fixedOffset : offsetAt(zone, seconds);
    const local = seconds + offset;
    const day = Math.floor(local / SECONDS_PER_DAY);
    const ofDay = local - day * SECONDS_PER_DAY;
    return new ZonedDateTime(day, ofDay * NANOS_PER_SECOND + nanos, offset, zone);
  }
  get epochSeconds(): number {
    const seconds = Math.floor(this.nanos / NANOS_PER_SECOND);
    return this.day * SECONDS_PER_DAY + seconds - this.offset;
  }
  get epochMs(): number {
    return this.epochSeconds * 1000 + Math.floor((this.nanos % NANOS_PER_SECOND) / 1_000_000);
  }
  toString(): string {
    const tail = this.zone === null ? formatOffset(this.offset) : `@${this.zone}`;
    return `${formatDate(this.day)}T${formatTime(this.nanos)}${tail}`;
  }
  toJava(): string {
    const zone = this.zone === null ? '' : `[${this.zone}]`;
    const time = formatJavaTime(this.nanos);
    return `${formatDate(this.day)}T${time}${formatOffset(this.offset)}${zone}`;
  }
}

/** A duration of years and months, as whole months. */
export class MonthsDuration {
  readonly months: number;
  constructor(months: number) {
    this.months = months;
  }
  get years(): number {
    return Math.trunc(this.months / 12);
  }
  toString(): string {
    if (this.months === 0) return 'P0Y';
    return this.months < 0 ? `-${monthsText(-this.months)}` : monthsText(this.months);
  }
  toJava(): string {
    if (this.months === 0) return 'P0D';
    const years = this.years;
    const months = this.months % 12;
    return `P${years === 0 ? '' : `${years}Y`}${months === 0 ? '' : `${months}M`}`;
  }
}

/** A duration of days and time: seconds plus 0–999,999,999 nanoseconds, as java.time. */
export class TimeDuration {
  readonly seconds: number;
  readonly nanos: number;
  constructor(seconds: number, nanos: number) {
    const carry = Math.floor(nanos / NANOS_PER_SECOND);
    this.seconds = seconds + carry;
    this.nanos = nanos - carry * NANOS_PER_SECOND;
  }
  static ofMs(ms: number): TimeDuration {
    const seconds = Math.floor(ms / 1000);
    return new TimeDuration(seconds, (ms - seconds * 1000) * 1_000_000);
  }
  get totalMs(): number {
    return this.seconds * 1000 + Math.floor(this.nanos / 1_000_000);
  }
  toString(): string {
    return timeDurationText(this.seconds);
  }
  toJava(): string {
    return javaDurationText(this.seconds, this.nanos);
  }
}

function monthsText(months: number): string {
  const years = Math.trunc(months / 12);
  const rest = months % 12;
  return `P${years === 0 ? '' : `${years}Y`}${rest === 0 ? '' : `${rest}M`}`;
}

function timeDurationText(seconds: number): string {
  if (seconds === 0) return 'P0D';
  const size = Math.abs(seconds);
  const days = Math.trunc(size / SECONDS_PER_DAY);
  const hours = Math.trunc(size / 3600) % 24;
  const minutes = Math.trunc(size / 60) % 60;
  const rest = size % 60;
  const time =
    (hours === 0 ? '' : `${hours}H`) +
    (minutes === 0 ? '' : `${minutes}M`) +
    (rest === 0 ? '' : `${rest}S`);
  const text = `P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`;
  return seconds < 0 ? `-${text}` : text;
}

function javaDurationText(seconds: number, nanos: number): string {
  if (seconds === 0 && nanos === 0) return 'PT0S';
  // java.time counts a negative duration's seconds toward zero and writes the sign per part.
  const whole = seconds < 0 && nanos > 0 ? seconds + 1 : seconds;
  const hours = Math.trunc(whole / 3600);
  const minutes = Math.trunc((whole % 3600) / 60);
  const rest = whole % 60;
  let text = `PT${hours === 0 ? '' : `${hours}H`}${minutes === 0 ? '' : `${minutes}M`}`;
  if (rest === 0 && nanos === 0 && text.length > 2) return text;
  text += seconds < 0 && nanos > 0 && rest === 0 ? '-0' : String(rest);
  if (nanos > 0) {
    const fraction = seconds < 0 ? NANOS_PER_SECOND - nanos : nanos;
    text += `.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`;
  }
  return `${text}S`;
}

function formatDate(day: number): string {
  const [year, month, dayOfMonth] = dateParts(day);
  const sign = year < 0 ? '-' : '';
  const prefix = year > 9999 ? '+' : sign;
  return `${prefix}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(dayOfMonth)}`;
}

function formatTime(nanos: number): string {
  const seconds = Math.floor(nanos / NANOS_PER_SECOND);
  const fraction = nanos - seconds * NANOS_PER_SECOND;
  const tail = fraction === 0 ? '' : `.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`;
  const hours = Math.floor(seconds / 3600);
  return `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${tail}`;
}

/** java.time's `LocalTime.toString`: no zero seconds, fractions in groups of three digits. */
function formatJavaTime(nanos: number): string {
  const seconds = Math.floor(nanos / NANOS_PER_SECOND);
  const fraction = nanos - seconds * NANOS_PER_SECOND;
  const minutes = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  if (fraction === 0) return seconds % 60 === 0 ? minutes : `${minutes}:${two(seconds % 60)}`;
  const digits = String(fraction).padStart(9, '0');
  const groups = digits.endsWith('000000') ? 3 : digits.endsWith('000') ? 6 : 9;
  return `${minutes}:${two(seconds % 60)}.${digits.slice(0, groups)}`;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
