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

/** Whether the tz database knows the zone. */
export function isZone(zone: string): boolean {
  return IANAZone.isValidZone(zone);
}

/** The zone's offset at an instant, in seconds. */
export function offsetAt(zone: string, epochSeconds: number): number {
  return Math.round(IANAZone.create(zone).offset(epochSeconds * 1000) * 60);
}

/** The offset of a local date-time in a zone: the earlier one in an overlap, as java.time. */
export function offsetOfLocal(zone: string, localSeconds: number): number {
  const before = offsetAt(zone, localSeconds - offsetAt(zone, localSeconds - 86_400));
  const after = offsetAt(zone, localSeconds - before);
  return offsetAt(zone, localSeconds - before) === before ? before : after;
}
