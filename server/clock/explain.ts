/** “为什么是这一天”: day by day, what counted and what did not, in an official's words. */
import type { Calendar, DayInfo } from './calendar.ts';
import { chineseDate, chineseTime, dayOf, isoOf, weekdayName, type Day } from './day.ts';
import { dueOf } from './clock-state.ts';
import { addUp, pausedDays, type ClockRun, type LedgerEntry, type Pause } from './ledger.ts';
import { isContinuous, limitInWords } from './limit.ts';
import type { Due } from './due-date.ts';

/** One day of the account. */
export interface ExplainedDay {
  /** `2026-02-14` */
  date: string;
  /** `周六` */
  weekday: string;
  /** Whether the day used up some of the limit. */
  counted: boolean;
  /** Running number of the day among those counted; only when counted. */
  number?: number;
  /** What the day was, e.g. `春节放假（国办发明电〔2025〕7号）`. */
  why: string;
  provisional: boolean;
}

/** The whole account of one due date. */
export interface Explanation {
  /** One sentence: from when, how much, to when. Empty before the clock started. */
  summary: string;
  /** Extensions, pauses, restarts and the like, one sentence each, in order. */
  notes: string[];
  /** From the day of receipt to the last day. At most {@link MAX_DAYS}. */
  days: ExplainedDay[];
}

/** No account lists more days than this; longer limits are summed up in `notes`. */
export const MAX_DAYS = 800;

/**
 * Explains the due date that {@link dueOf} gives for the same ledger and instant.
 * Before the clock started the account is empty.
 * Source: Civil Code 200–203; Administrative Licensing Law 42, 45, 82.
 */
export function explain(
  ledger: readonly LedgerEntry[],
  calendar: Calendar,
  now: number,
): Explanation {
  const run = addUp(ledger);
  const due = dueOf(run, calendar, now);
  if (!due || run.startedAt === undefined || !run.limit) {
    return { summary: '', notes: ignoredNotes(run), days: [] };
  }
  const continuous = isContinuous(run.limit);
  return {
    summary: summaryOf(run, run.startedAt, due),
    notes: [...notesOf(run, due), ...ignoredNotes(run)],
    days: continuous ? [] : daysOf(run, dayOf(run.startedAt), calendar, due, now),
  };
}

function summaryOf(run: ClockRun, startedAt: number, due: Due): string {
  const limit = run.limit ? limitInWords(`${run.limit.count}${run.limit.unit}`) : '';
  const extended = run.extensions.map((entry) => `，延长 ${limitInWords(entry.limit ?? '')}`);
  const basis = run.startBasis ? `（${run.startBasis}）` : '';
  const provisional = due.provisional ? '（暂定，待国务院办公厅公布当年节假日安排）' : '';
  if (run.limit && isContinuous(run.limit)) {
    return (
      `自${chineseTime(startedAt)}起${limit}${basis}${extended.join('')}，` +
      `不分昼夜和节假日连续计算，至${chineseTime(due.dueAt)}届满。`
    );
  }
  return (
    `自${chineseDate(dayOf(startedAt))}起算，当日不计入，${limit}${basis}${extended.join('')}，` +
    `至${chineseDate(due.dueDay)}（${weekdayName(due.dueDay)}）24 时届满${provisional}。`
  );
}

function notesOf(run: ClockRun, due: Due): string[] {
  const notes: string[] = [];
  if (run.restarts > 0) notes.push(`时限重新起算 ${run.restarts} 次，以最后一次为准。`);
  for (const { at, limit, basis, reason, by } of run.extensions) {
    notes.push(
      `${chineseTime(at)}${by === 'system' ? '' : `经 ${by} 批准`}延长` +
        ` ${limitInWords(limit ?? '')}：${[reason, basis].filter(Boolean).join('，')}。`,
    );
  }
  for (const pause of run.pauses) {
    const end = pause.to === undefined ? '至今未恢复' : `至${chineseTime(pause.to)}`;
    notes.push(`${chineseTime(pause.from)}${end}暂停：${pauseWhy(pause)}。`);
  }
  if (due.rolledFrom !== undefined) {
    notes.push(
      `${chineseDate(due.rolledFrom)}（${weekdayName(due.rolledFrom)}）不是工作日，` +
        '期间的最后一日顺延（民法典第二百零三条）。',
    );
  }
  if (run.stoppedAt !== undefined) notes.push(`${chineseTime(run.stoppedAt)}时限终止。`);
  return notes;
}

function ignoredNotes(run: ClockRun): string[] {
  return run.ignored.map(({ entry, why }) => `${chineseTime(entry.at)}的记载未生效：${why}。`);
}

function pauseWhy({ reason, basis }: Pause): string {
  return [reason, basis && `依据${basis}不计入时限`].filter(Boolean).join('，');
}

function daysOf(
  run: ClockRun,
  started: Day,
  calendar: Calendar,
  due: Due,
  now: number,
): ExplainedDay[] {
  const working = run.amount.workingDays > 0 || run.limit?.count === 0;
  const pauses = run.pauses.map((pause) => ({ pause, ...pausedDays(pause, now) }));
  const days: ExplainedDay[] = [];
  let number = 0;
  const nominal = due.rolledFrom ?? due.dueDay;
  for (let day = started; day <= due.dueDay && days.length < MAX_DAYS; day++) {
    const info = calendar.info(day);
    const base = { date: isoOf(day), weekday: weekdayName(day), provisional: info.provisional };
    const paused = pauses.find(({ after, upTo }) => day > after && day <= upTo);
    if (day === started) {
      days.push({ ...base, counted: false, why: '起算当日，不计入（民法典第二百零一条）' });
    } else if (paused) {
      days.push({ ...base, counted: false, why: `暂停：${pauseWhy(paused.pause)}` });
    } else if (day > nominal) {
      const why = day === due.dueDay ? '顺延后的最后一日' : `顺延：${nameOf(info)}`;
      days.push({ ...base, counted: false, why });
    } else if (working && !info.working) {
      days.push({ ...base, counted: false, why: nameOf(info) });
    } else {
      number += 1;
      const what = working ? `第 ${number} 个工作日` : `第 ${number} 日`;
      const named = info.kind === 'workday' ? '' : `，${nameOf(info)}`;
      days.push({ ...base, counted: true, number, why: what + named });
    }
  }
  return days;
}

function nameOf(info: DayInfo): string {
  const source = info.source ? `（${info.source}）` : '';
  switch (info.kind) {
    case 'holiday':
      return `${info.name}放假${source}`;
    case 'adjusted':
      return `${info.name}调休上班${source}`;
    case 'local':
      return `${info.name}${source}`;
    case 'weekend':
      return '周末';
    case 'workday':
      return '工作日';
  }
}
