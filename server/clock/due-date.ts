/** From an amount of time to its last instant. */
import type { Calendar } from './calendar.ts';
import { addMonths, dayOf, endOfDay, startOfDay, type Day } from './day.ts';
import { isContinuous, parseLimit, type Limit } from './limit.ts';

/** Time granted to a clock, by unit; extensions add to it. */
export interface Amount {
  months: number;
  days: number;
  workingDays: number;
  minutes: number;
}

/** A due time and how sure it is. */
export interface Due {
  /** The last instant, epoch milliseconds. */
  dueAt: number;
  dueDay: Day;
  /** The nominal last day was a day off, and rolled forward to `dueDay`. */
  rolledFrom: Day | undefined;
  /** A day counted lies beyond the newest notice: 暂定. */
  provisional: boolean;
}

/** No time at all. */
export const NO_AMOUNT: Amount = { months: 0, days: 0, workingDays: 0, minutes: 0 };

/** The amount with one more limit in it. */
export function addToAmount(amount: Amount, limit: Limit): Amount {
  switch (limit.unit) {
    case 'wd':
      return { ...amount, workingDays: amount.workingDays + limit.count };
    case 'd':
      return { ...amount, days: amount.days + limit.count };
    case 'mo':
      return { ...amount, months: amount.months + limit.count };
    case 'h':
      return { ...amount, minutes: amount.minutes + limit.count * 60 };
    case 'm':
      return { ...amount, minutes: amount.minutes + limit.count };
  }
}

/**
 * The last instant of an amount begun at an instant; the day of receipt does not count.
 * Months go first, then days, then a day off rolls forward, then working days. An amount of nothing
 * but minutes runs through nights and holidays. Nothing at all means the end of the same day.
 * Source: Civil Code, articles 200–203; Administrative Licensing Law, article 82.
 */
export function dueAfter(calendar: Calendar, startAt: number, amount: Amount): Due {
  const { months, days, workingDays, minutes } = amount;
  if (minutes > 0 && months + days + workingDays === 0) {
    const dueAt = startAt + minutes * 60_000;
    return { dueAt, dueDay: dayOf(dueAt), rolledFrom: undefined, provisional: false };
  }
  const nominal = addMonths(dayOf(startAt), months) + days;
  const counted = workingDays > 0 ? calendar.addWorkingDays(nominal, workingDays) : nominal;
  return lastInstant(calendar, counted, minutes);
}

/** The end of a nominal last day, rolled forward over days off, plus minutes if any. */
export function lastInstant(calendar: Calendar, nominal: Day, minutes = 0): Due {
  const dueDay = calendar.rollForward(nominal);
  return {
    dueAt: endOfDay(dueDay) + minutes * 60_000,
    dueDay,
    rolledFrom: dueDay === nominal ? undefined : nominal,
    provisional: calendar.info(dueDay).provisional,
  };
}

/**
 * The due time of a limit header (`5wd`) from an instant: what a task shows and a timer waits for.
 * `undefined` when the text is no limit.
 */
export function dueOfLimit(calendar: Calendar, startAt: number, text: string): Due | undefined {
  const limit = parseLimit(text);
  return limit && dueAfter(calendar, startAt, addToAmount(NO_AMOUNT, limit));
}

/**
 * The start of the warning stretch: for working days, 00:00 of the day from which `count` more
 * working days (the last day included after it) remain; for others, that much before the due time.
 */
export function before(calendar: Calendar, due: Due, limit: Limit): number {
  if (isContinuous(limit)) {
    return due.dueAt - limit.count * (limit.unit === 'h' ? 3_600_000 : 60_000);
  }
  if (limit.unit === 'mo') return startOfDay(addMonths(due.dueDay, -limit.count));
  if (limit.unit === 'd') return startOfDay(due.dueDay - limit.count);
  let day = due.dueDay;
  for (let left = limit.count; left > 0; left--) {
    do day--;
    while (!calendar.isWorking(day));
  }
  return startOfDay(day);
}

/**
 * {@link before} for a due time known only as an instant, as in a process variable, and a limit as
 * text. `undefined` when the text is no limit.
 */
export function instantBefore(calendar: Calendar, dueAt: number, text: string): number | undefined {
  const limit = parseLimit(text);
  const due: Due = { dueAt, dueDay: dayOf(dueAt), rolledFrom: undefined, provisional: false };
  return limit && before(calendar, due, limit);
}
