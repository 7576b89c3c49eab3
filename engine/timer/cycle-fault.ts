import { parseZone } from '../feel/calendar.ts';

/**
 * Why the time before the last slash of `R…/time/duration` cannot be read, in java.time's words;
 * null when it can. The index is where the part begins that fails.
 * Source: `java.time.format.DateTimeFormatter.ISO_ZONED_DATE_TIME`; measured on Zeebe 8.5.8.
 */
export function startFault(text: string): string | null {
  let at = 0;
  const take = (part: RegExp): boolean => {
    const match = part.exec(text.slice(at));
    at += match?.[0].length ?? 0;
    return match !== null;
  };
  const needed = [YEAR, /^-/, /^\d\d/, /^-/, /^\d\d/, /^T/i, /^\d\d/, /^:/, /^\d\d/];
  const fits =
    needed.every(take) &&
    (take(/^:\d\d(\.\d{0,9})?/) || true) &&
    take(/^(Z|[+-]\d\d(:\d\d(:\d\d)?)?)/i) &&
    (isZone(/^\[([^\]]+)\]/.exec(text.slice(at))?.[1]) ? take(/^\[[^\]]+\]/) : true);
  if (!fits) return `Text '${text}' could not be parsed at index ${at}`;
  if (at < text.length) {
    return `Text '${text}' could not be parsed, unparsed text found at index ${at}`;
  }
  const wrong = valueFault(text);
  return wrong === null ? null : `Text '${text}' could not be parsed: ${wrong}`;
}

const YEAR = /^(?:\d{4}(?!\d)|-\d{4}(?!\d)|[+-]\d{5,10})/;

function isZone(id: string | undefined): boolean {
  return id !== undefined && parseZone(id) !== null;
}

const FIELDS: readonly (readonly [start: number, name: string, min: number, max: number])[] = [
  [5, 'MonthOfYear', 1, 12],
  [8, 'DayOfMonth', 1, 28],
  [11, 'HourOfDay', 0, 23],
  [14, 'MinuteOfHour', 0, 59],
  [17, 'SecondOfMinute', 0, 59],
];

const MAX_DAY = 31;

const MONTHS = ['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE', 'JULY', 'AUGUST'].concat([
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
]);

function valueFault(text: string): string | null {
  for (const [start, name, min, max] of FIELDS) {
    const digits = text.slice(start, start + 2);
    if (!/^\d\d$/.test(digits)) continue;
    const value = Number(digits);
    const isDay = name === 'DayOfMonth';
    if (value >= min && value <= (isDay ? MAX_DAY : max)) continue;
    const range = isDay ? '1 - 28/31' : `${min} - ${max}`;
    return `Invalid value for ${name} (valid values ${range}): ${value}`;
  }
  return dayFault(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
}

function dayFault(year: number, month: number, day: number): string | null {
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day) return null;
  return month === 2 && day === 29
    ? `Invalid date 'February 29' as '${year}' is not a leap year`
    : `Invalid date '${MONTHS[month - 1]} ${day}'`;
}
