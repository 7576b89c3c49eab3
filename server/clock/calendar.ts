/**
 * The working-day calendar: which days count, why, and how many lie between two of them.
 *
 * Everything is worked out once into two arrays (a cumulative count per day, and the day of each
 * count), so that adding working days and counting them are two look-ups however long the limit.
 */
import { DAY_MS, dayFromIso, isWeekend, type Day } from './day.ts';
import type { HolidayNotice } from './notice.ts';

const FIRST_DAY: Day = Date.UTC(2000, 0, 1) / DAY_MS;
const LAST_DAY: Day = Date.UTC(2100, 0, 1) / DAY_MS - 1;

/** Why a day is worked or not. `adjusted` is a weekend day worked under 调休. */
export type DayKind = 'workday' | 'adjusted' | 'weekend' | 'holiday' | 'local';

/** What the calendar knows of one day. */
export interface DayInfo {
  working: boolean;
  kind: DayKind;
  /** The holiday's name, or the local addition's reason; empty for plain days. */
  name: string;
  /** The notice's number (国办发明电〔…〕…号), or the local order's; empty for plain days. */
  source: string;
  /** No notice covers the day, so weekends are assumed off and all else worked: 暂定. */
  provisional: boolean;
}

/** A day that an authority below the State Council makes worked or free. */
export interface LocalDay {
  date: string;
  working: boolean;
  name: string;
  source: string;
}

/** Answers about days. Made by {@link createCalendar}; immutable. */
export interface Calendar {
  info(day: Day): DayInfo;
  isWorking(day: Day): boolean;
  /** Working days in (`after`, `upTo`]; negative when `upTo` lies before. */
  countBetween(after: Day, upTo: Day): number;
  /** The `count`-th working day after `day`; with 0, `day` itself. `count` ≥ 0. */
  addWorkingDays(day: Day, count: number): Day;
  /** `day` when worked, else the next day that is. */
  rollForward(day: Day): Day;
  /** The last day that a published notice covers. */
  lastCertainDay: Day;
  notices: readonly HolidayNotice[];
}

/**
 * Builds the calendar from the notices (any order) and local additions, which win over notices.
 * Covers 2000 to 2099; a day outside is a programmer's error and throws.
 * Source: State Council order 795 (全国年节及纪念日放假办法) and the yearly notices.
 */
export function createCalendar(
  notices: readonly HolidayNotice[],
  local: readonly LocalDay[] = [],
): Calendar {
  const special = specialDays(notices, local);
  const years = new Set(notices.map((notice) => notice.year));
  const { cumulative, workdays } = indexDays(special);

  const at = (day: Day): number => {
    const index = day - FIRST_DAY;
    if (!(index >= 0 && day <= LAST_DAY)) throw new RangeError(`day ${day} outside 2000–2099`);
    return index;
  };
  const info = (day: Day): DayInfo => {
    at(day);
    const provisional = !years.has(new Date(day * DAY_MS).getUTCFullYear());
    const found = special.get(day);
    if (found) return { ...found, provisional: false };
    const kind = isWeekend(day) ? 'weekend' : 'workday';
    return { working: kind === 'workday', kind, name: '', source: '', provisional };
  };
  const upTo = (day: Day): number => cumulative[at(day)] ?? 0;
  const addWorkingDays = (day: Day, count: number): Day => {
    if (count === 0) return day;
    const found = workdays[upTo(day) + count - 1];
    if (found === undefined || count < 0) throw new RangeError(`${count} working days`);
    return found;
  };
  const isWorking = (day: Day): boolean => upTo(day) !== upTo(day - 1);
  const newest = Math.max(...years, 1999);
  return {
    info,
    isWorking,
    addWorkingDays,
    notices,
    countBetween: (after, last) => upTo(last) - upTo(after),
    rollForward: (day) => (isWorking(day) ? day : addWorkingDays(day, 1)),
    lastCertainDay: Date.UTC(newest + 1, 0, 1) / DAY_MS - 1,
  };
}

type Special = Omit<DayInfo, 'provisional'>;

function specialDays(
  notices: readonly HolidayNotice[],
  local: readonly LocalDay[],
): Map<Day, Special> {
  const days = new Map<Day, Special>();
  for (const notice of notices) {
    for (const { name, from, to } of notice.holidays) {
      for (let day = must(from); day <= must(to); day++) {
        days.set(day, { working: false, kind: 'holiday', name, source: notice.number });
      }
    }
    for (const { name, date } of notice.workdays) {
      days.set(must(date), { working: true, kind: 'adjusted', name, source: notice.number });
    }
  }
  for (const { date, working, name, source } of local) {
    days.set(must(date), { working, kind: 'local', name, source });
  }
  return days;
}

function must(text: string): Day {
  const day = dayFromIso(text);
  if (day === undefined) throw new RangeError(`not a date: ${text}`);
  return day;
}

function indexDays(special: Map<Day, Special>): { cumulative: Int32Array; workdays: Int32Array } {
  const cumulative = new Int32Array(LAST_DAY - FIRST_DAY + 1);
  const workdays: number[] = [];
  for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
    if (special.get(day)?.working ?? !isWeekend(day)) workdays.push(day);
    cumulative[day - FIRST_DAY] = workdays.length;
  }
  return { cumulative, workdays: Int32Array.from(workdays) };
}
