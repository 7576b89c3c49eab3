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
  const months = parseField(named(month, MONTH_NAMES, 1), 1, 12);
  const ofMonth = parseDayOfMonth(dayOfMonth);
  const ofWeek = parseWeekday(named(weekday, WEEKDAY_NAMES, 0));
  if (seconds === null || minutes === null || hours === null || months === null) return null;
  if (ofMonth === null || ofWeek === null) return null;
  // With both days given, both must fit.
  const isDay: Cron['isDay'] = (...date) => ofMonth(...date) && ofWeek(...date);
  return { seconds, minutes, hours, months: new Set(months), isDay };
}

const RANGES: readonly (readonly [min: number, max: number])[] = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** Why a text is no cron expression, in the words of the library that Zeebe uses. */
export function cronFailure(text: string): string {
  if (text.trim() === '') return 'Empty expression!';
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) {
    return `Cron expression contains ${fields.length} parts but we expect one of [6]`;
  }
  const what = 'Failed to parse cron expression. ';
  for (const [i, field] of fields.entries()) {
    const part = field.split(/[,\-/]/).find((one) => unreadable(one, i) !== null);
    if (part === undefined) continue;
    const invalid = unreadable(part, i);
    return `${what}Invalid chars in expression! Expression: ${part.toUpperCase()} Invalid chars: ${invalid}`;
  }
  for (const [i, [min, max]] of RANGES.entries()) {
    const numbers = (fields[i] ?? '').split(/[,\-/]/).filter((part) => /^\d+$/.test(part));
    const outside = numbers.find((part) => Number(part) < min || Number(part) > max);
    if (outside !== undefined) return `${what}Value ${outside} not in range [${min}, ${max}]`;
  }
  return `${what}Invalid chars in expression! Expression: ${text}`;
}

/** What cannot be read in one value of a field; null when it is a number, a name or a sign. */
function unreadable(part: string, field: number): string | null {
  const text = part.toUpperCase();
  if (part === '' || /^\d+$/.test(part) || isOpen(part)) return null;
  const names = field === 4 ? MONTH_NAMES : field === 5 ? WEEKDAY_NAMES : [];
  if (names.includes(text)) return null;
  if (field === 3 && /^(L|LW|\d+W)$/.test(text)) return null;
  if (field === 5 && /^(L|\w+L|\w+#\d)$/.test(text)) return null;
  const rest = text.replaceAll(/[#?/*0-9]/g, '');
  return names.reduce((left, name) => left.replaceAll(name, ''), rest);
}

function isOpen(field: string): boolean {
  return field === '*' || field === '?';
}

function named(field: string, names: readonly string[], first: number): string {
  return names.reduce((text, name, i) => text.replaceAll(name, String(i + first)), field);
}

/** The values of a field, sorted; null when it can't be read. */
function parseField(field: string, min: number, max: number): number[] | null {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return null;
    const [, star, from, to, step] = match;
    const low = star === undefined ? Number(from) : min;
    const single = star === undefined && to === undefined && step === undefined;
    const high = to !== undefined ? Number(to) : single ? low : max;
    const by = Number(step ?? '1');
    if (low < min || high > max || low > high || by < 1) return null;
    for (let value = low; value <= high; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function parseDayOfMonth(field: string): Cron['isDay'] | null {
  if (isOpen(field)) return () => true;
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
  const days = parseField(field, 1, 31);
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
  const last = /^([0-7])L$/.exec(field);
  if (last !== null) {
    const wanted = Number(last[1]) % 7;
    return (y, m, d, day) => isoWeekday(day) % 7 === wanted && d + 7 > daysInMonth(y, m);
  }
  const nth = /^([0-7])#([1-5])$/.exec(field);
  if (nth !== null) {
    const wanted = Number(nth[1]) % 7;
    const count = Number(nth[2]);
    return (_y, _m, d, day) => isoWeekday(day) % 7 === wanted && Math.ceil(d / 7) === count;
  }
  const days = parseField(field, 0, 7);
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
