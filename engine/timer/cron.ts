import { dateParts, daysInMonth, epochDay, isoWeekday } from '../feel/calendar.ts';
import { instantOf, localOf } from '../feel/interval.ts';

/**
 * Cron as Spring 5.3 writes it, which is what Zeebe takes for a time cycle: six fields with
 * seconds first, names of months and weekdays, `?`, `L`, `W`, `LW`, `#`, and the `@daily` macros.
 * Source: engine/.../processing/timer/CronTimer.java (CronType.SPRING53)
 */
export interface Cron {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly isDay: (year: number, month: number, dayOfMonth: number, day: number) => boolean;
}

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
};
const MONTH_NAMES = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT'].concat([
  'NOV',
  'DEC',
]);
const WEEKDAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Parses a cron expression; null when it is none. */
export function parseCron(text: string): Cron | null {
  const expanded = MACROS[text.trim()] ?? text.trim().toUpperCase();
  const fields = expanded.split(/\s+/);
  const [second = '', minute = '', hour = '', dayOfMonth = '', month = '', weekday = ''] = fields;
  if (fields.length !== 6) return null;
  const seconds = parseField(second, 0, 59);
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const months = parseField(named(month, MONTH_NAMES, 1), 1, 12, 'first');
  const ofMonth = parseDayOfMonth(dayOfMonth);
  const ofWeek = parseWeekday(named(weekday, WEEKDAY_NAMES, 0));
  if (seconds === null || minutes === null || hours === null || months === null) return null;
  if (ofMonth === null || ofWeek === null) return null;
  // With both days given, both must fit.
  // Two question marks leave no day at all.
  const isNever = dayOfMonth === '?' && weekday === '?';
  const isDay: Cron['isDay'] = (...date) => !isNever && ofMonth(...date) && ofWeek(...date);
  return { seconds, minutes, hours, months: new Set(months), isDay };
}

function isOpen(field: string): boolean {
  return field === '*' || field === '?';
}

function named(field: string, names: readonly string[], first: number): string {
  return names.reduce((text, name, i) => text.replaceAll(name, String(i + first)), field);
}

/** What a range from the larger to the smaller means: measured on cron-utils 9.2.1. */
type Backwards = 'refused' | 'never' | 'first' | 'over the weekend';

/** The values of a field, sorted; null when it can't be read. */
function parseField(
  field: string,
  min: number,
  max: number,
  backwards: Backwards = 'refused',
): number[] | null {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:(\*|(?=\/))|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return null;
    const [, star, from, to, step] = match;
    const low = star === undefined ? Number(from) : min;
    const single = star === undefined && to === undefined && step === undefined;
    const high = to !== undefined ? Number(to) : single ? low : max;
    const by = Number(step ?? '1');
    if (low < min || low > max || high < min || high > max || by < 1 || by > max) return null;
    if (low <= high) for (let value = low; value <= high; value += by) values.add(value);
    else if (backwards === 'refused') return null;
    else if (backwards === 'first') values.add(low);
    else if (backwards === 'over the weekend') {
      for (let value = low; value <= high + 7; value += by) values.add(value % 7);
    }
  }
  return [...values].sort((a, b) => a - b);
}

function parseDayOfMonth(field: string): Cron['isDay'] | null {
  if (isOpen(field)) return () => true;
  if (field.includes(',')) {
    // In a list cron-utils forgets `L` and `LW`, and that `15W` is more than a 15.
    const parts = field.split(',').filter((part) => !/^LW?$/.test(part));
    const plain = parts.map((part) => part.replace(/^(\d+)W$/, '$1')).join(',');
    const listed = parseField(plain, 1, 31, 'never');
    return listed === null ? null : (_y, _m, d) => listed.includes(d);
  }
  const last = /^L(?:-(\d+))?$/.exec(field);
  if (last !== null) {
    const before = Number(last[1] ?? '0');
    return (y, m, d) => d === daysInMonth(y, m) - before;
  }
  if (field === 'LW') {
    return (y, m, d) => d === nearestWeekday(y, m, daysInMonth(y, m));
  }
  const nearest = /^(\d+)W$/.exec(field);
  if (nearest !== null) {
    const wanted = Number(nearest[1]);
    if (wanted < 1 || wanted > 31) return null;
    return (y, m, d) => wanted <= daysInMonth(y, m) && d === nearestWeekday(y, m, wanted);
  }
  const days = parseField(field, 1, 31, 'first');
  return days === null ? null : (_y, _m, d) => days.includes(d);
}

/** The working weekday nearest to a day, within its month. */
function nearestWeekday(year: number, month: number, dayOfMonth: number): number {
  const weekday = isoWeekday(epochDay(year, month, dayOfMonth));
  if (weekday === 6) return dayOfMonth === 1 ? 3 : dayOfMonth - 1;
  if (weekday !== 7) return dayOfMonth;
  return dayOfMonth === daysInMonth(year, month) ? dayOfMonth - 2 : dayOfMonth + 1;
}

function parseWeekday(field: string): Cron['isDay'] | null {
  if (isOpen(field)) return () => true;
  if (field.includes(',')) {
    const parts = field.split(',').map(parseWeekday);
    if (parts.includes(null)) return null;
    return (...date) => parts.some((isDay) => isDay?.(...date) === true);
  }
  if (field === 'L') return (_y, _m, _d, day) => isoWeekday(day) === 7;
  const last = /^([0-7])L$/.exec(field);
  if (last !== null) {
    const wanted = Number(last[1]) % 7;
    return (y, m, d, day) => isoWeekday(day) % 7 === wanted && d + 7 > daysInMonth(y, m);
  }
  const nth = /^([0-7])#([0-7])$/.exec(field);
  if (nth !== null) {
    const wanted = Number(nth[1]) % 7;
    const count = Number(nth[2]);
    return (_y, _m, d, day) => isoWeekday(day) % 7 === wanted && Math.ceil(d / 7) === count;
  }
  const days = parseField(field, 0, 7, 'over the weekend');
  if (days === null) return null;
  const set = new Set(days.map((d) => d % 7));
  return (_y, _m, _d, day) => set.has(isoWeekday(day) % 7);
}

const YEARS_AHEAD = 100;

/** The first time after `fromMs` (epoch milliseconds, local zone); null when there is none. */
export function nextCronMs(cron: Cron, fromMs: number): number | null {
  const from = localOf(fromMs);
  const limit = from.day + YEARS_AHEAD * 366;
  for (let day = from.day; day <= limit; day += 1) {
    const [year, month, dayOfMonth] = dateParts(day);
    if (!cron.months.has(month)) {
      day += daysInMonth(year, month) - dayOfMonth;
      continue;
    }
    if (!cron.isDay(year, month, dayOfMonth, day)) continue;
    const after = day === from.day ? from.second : -1;
    const second = nextSecondOfDay(cron, after);
    const due = second === null ? null : instantOf(day, second);
    if (due !== null && due > fromMs) return due;
  }
  return null;
}

function nextSecondOfDay(cron: Cron, after: number): number | null {
  for (const hour of cron.hours) {
    if (hour * 3600 + 3599 <= after) continue;
    for (const minute of cron.minutes) {
      const start = hour * 3600 + minute * 60;
      if (start + 59 <= after) continue;
      for (const second of cron.seconds) {
        if (start + second > after) return start + second;
      }
    }
  }
  return null;
}
