/** The legal clock: what other rooms may use. Pure, except {@link loadNotices}. */
export { createCalendar } from './calendar.ts';
export type { Calendar, DayInfo, DayKind, LocalDay } from './calendar.ts';
export { clockState, stateOf, dueOf, dueWithPauses } from './clock-state.ts';
export type { ClockState } from './clock-state.ts';
export { entriesFor, watchedElements } from './clock-rule.ts';
export type { ClockDefinition, ClockRule, ElementFact, Evaluate } from './clock-rule.ts';
export {
  DAY_MS,
  OFFSET_MS,
  addMonths,
  chineseDate,
  chineseTime,
  dayFromIso,
  dayOf,
  endOfDay,
  isWeekend,
  isoOf,
  startOfDay,
  weekdayName,
} from './day.ts';
export type { Day } from './day.ts';
export { dueAfter, dueOfLimit, instantBefore } from './due-date.ts';
export type { Amount, Due } from './due-date.ts';
export { explain, MAX_DAYS } from './explain.ts';
export type { ExplainedDay, Explanation } from './explain.ts';
export { addUp, openPause } from './ledger.ts';
export type {
  ClockKind,
  ClockRun,
  IgnoredEntry,
  LedgerAction,
  LedgerEntry,
  Pause,
} from './ledger.ts';
export { isContinuous, limitInWords, parseLimit, roughLengthMs } from './limit.ts';
export type { Limit, LimitUnit } from './limit.ts';
export { ladderFor, lightAt, lightChanges, parseLadder } from './light.ts';
export type { Ladder, LadderText, Light } from './light.ts';
export { loadNotices } from './load-notices.ts';
export { noticeSchema } from './notice.ts';
export type { HolidayNotice } from './notice.ts';
