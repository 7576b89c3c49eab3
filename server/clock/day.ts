/**
 * Days as integers, in the one time zone that Chinese law knows.
 *
 * A day is a whole number: days since 1970-01-01 as the calendar hangs on a wall in China. China
 * has one time zone, UTC+8, and no daylight saving since 1991, so the offset is a constant and
 * nothing here asks the machine's time zone or its tz database.
 */

/** A calendar day, as the number of days since 1970-01-01 (Asia/Shanghai). */
export type Day = number;

/** Milliseconds in a day. */
export const DAY_MS = 86_400_000;

/** China Standard Time, ahead of UTC. */
export const OFFSET_MS = 8 * 3_600_000;

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const;

/** The day on which an instant (epoch milliseconds) falls in China. */
export function dayOf(atMs: number): Day {
  return Math.floor((atMs + OFFSET_MS) / DAY_MS);
}

/** The first instant of a day, in epoch milliseconds. */
export function startOfDay(day: Day): number {
  return day * DAY_MS - OFFSET_MS;
}

/**
 * The last instant of a day (23:59:59.999), in epoch milliseconds.
 *
 * Why not the end of office hours: the Civil Code, article 203, lets a period end at 24:00 of its
 * last day, and at the close of business only "where there are business hours". Papers are handed
 * in and handled here around the clock, and article 82 of the Licensing Law counts whole working
 * days, so nothing is late before midnight. An office that closes its counter earlier says so in
 * the service guide, not in the clock.
 */
export function endOfDay(day: Day): number {
  return startOfDay(day + 1) - 1;
}

/** The day written `2026-02-09`; `undefined` when the text is no such date. */
export function dayFromIso(text: string): Day | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return undefined;
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS;
  return isoOf(day) === text ? day : undefined;
}

/** `2026-02-09` for a day. */
export function isoOf(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** `2026年2月9日` for a day. */
export function chineseDate(day: Day): string {
  const date = new Date(day * DAY_MS);
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
}

/** `2026年2月9日 09:30` for an instant. */
export function chineseTime(atMs: number): string {
  const local = new Date(atMs + OFFSET_MS).toISOString();
  return `${chineseDate(dayOf(atMs))} ${local.slice(11, 16)}`;
}

/** 0 (Sunday) to 6 (Saturday). */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** `周一` and so on. */
export function weekdayName(day: Day): string {
  return WEEKDAYS[weekdayOf(day)] ?? '';
}

/** Whether the day is a Saturday or a Sunday. */
export function isWeekend(day: Day): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

/**
 * The same day of the month, `months` later; the last day of that month where it has no such day.
 * Source: Civil Code, article 202.
 */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth)) / DAY_MS;
}
