import { IANAZone } from 'luxon';

/** Days since 1970-01-01 of a proleptic Gregorian date. The parts must be valid. */
export function epochDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Year, month (1–12) and day of an epoch day. */
export function dateParts(day: number): [year: number, month: number, day: number] {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return [
    yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
  ];
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Adds months, clamping the day of month as `LocalDate.plusMonths`. */
export function plusMonths(day: number, months: number): number {
  const [year, month, dayOfMonth] = dateParts(day);
  const total = year * 12 + (month - 1) + months;
  const newYear = Math.floor(total / 12);
  const newMonth = total - newYear * 12 + 1;
  return epochDay(newYear, newMonth, Math.min(dayOfMonth, daysInMonth(newYear, newMonth)));
}

/** 1 = Monday … 7 = Sunday. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The ISO 8601 week of the week-based year, 1–53. */
export function isoWeek(day: number): number {
  const thursday = day - isoWeekday(day) + 4;
  const [year] = dateParts(thursday);
  return Math.floor((thursday - epochDay(year, 1, 1)) / 7) + 1;
}

/** Whole months from one date to another, as `Period.between(…).toTotalMonths`. */
export function monthsBetween(from: number, to: number): number {
  const [y1, m1, d1] = dateParts(from);
  const [y2, m2, d2] = dateParts(to);
  let months = (y2 - y1) * 12 + (m2 - m1);
  if (months > 0 && d2 < d1) months -= 1;
  else if (months < 0 && d2 > d1) months += 1;
  return months;
}

/** Names of the tz database that Java doesn't take for zones. */
const UNKNOWN_TO_JAVA = new Set(['EST', 'HST', 'MST', 'ROC']);

/** Whether Java knows the region. It minds upper and lower case, which Intl doesn't. */
function isRegion(zone: string): boolean {
  if (UNKNOWN_TO_JAVA.has(zone) || /(^|\/)[a-z]|^[A-Z]{4,}\//.test(zone)) return false;
  return /^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone);
}

const PREFIXED_OFFSET = /^(UTC|GMT|UT)([+-].+)$/;

/**
 * A zone's id: an offset in seconds for `Z` and `+02:00`, the id for a region and for `UTC+02:00`;
 * null for what is none. Source: java.time `ZoneId.of`
 */
export function parseZone(id: string): number | string | null {
  if (id === 'Z') return 0;
  if (id.startsWith('+') || id.startsWith('-')) return parseOffsetId(id);
  const prefixed = PREFIXED_OFFSET.exec(id);
  if (prefixed === null) return id === 'UT' || isRegion(id) ? id : null;
  const offset = parseOffsetId(prefixed[2] ?? '');
  if (offset === null) return null;
  return offset === 0 ? (prefixed[1] ?? null) : `${prefixed[1] ?? ''}${offsetText(offset)}`;
}

/** `+h`, `+hh`, `+hh:mm`, `+hhmm`, with seconds or without; at most eighteen hours. */
function parseOffsetId(id: string): number | null {
  const match = /^([+-])(\d{1,2})(?:(?<=\d\d):?([0-5]\d)(?::?([0-5]\d))?)?$/.exec(id);
  if (match === null) return null;
  const size = Number(match[2]) * 3600 + Number(match[3] ?? '0') * 60 + Number(match[4] ?? '0');
  if (size > MAX_OFFSET) return null;
  return match[1] === '-' && size > 0 ? -size : size;
}

/** Eighteen hours, java.time's largest offset. */
const MAX_OFFSET = 64_800;

/** `Z`, `+08:00`, or with seconds where the offset has them. */
export function offsetText(offset: number): string {
  if (offset === 0) return 'Z';
  const size = Math.abs(offset);
  const seconds = size % 60;
  const two = (n: number): string => String(n).padStart(2, '0');
  const text = `${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}`;
  return `${offset < 0 ? '-' : '+'}${text}${seconds === 0 ? '' : `:${two(seconds)}`}`;
}

/** The zone's offset at an instant, in seconds. */
export function offsetAt(zone: string, epochSeconds: number): number {
  const prefixed = PREFIXED_OFFSET.exec(zone);
  if (prefixed !== null) return parseOffsetId(prefixed[2] ?? '') ?? 0;
  if (zone === 'UT') return 0;
  return Math.round(IANAZone.create(zone).offset(epochSeconds * 1000) * 60);
}

/**
 * The offset of a local date-time in a zone: in an overlap the preferred one when it is one of the
 * two, else the earlier; in a gap the one before, so that the time moves on by it, as java.time.
 */
export function offsetOfLocal(zone: string, localSeconds: number, preferred?: number): number {
  const before = offsetAt(zone, localSeconds - offsetAt(zone, localSeconds - 86_400));
  if (preferred !== undefined && offsetAt(zone, localSeconds - preferred) === preferred) {
    return preferred;
  }
  const after = offsetAt(zone, localSeconds - before);
  return offsetAt(zone, localSeconds - before) === before ? before : after;
}
