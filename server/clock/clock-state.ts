/** What a ledger comes to at an instant: due time, remaining time, light. Derived, never stored. */
import type { Calendar } from './calendar.ts';
import { addMonths, dayOf, type Day } from './day.ts';
import { NO_AMOUNT, addToAmount, before, dueAfter, lastInstant, type Due } from './due-date.ts';
import { ladderFor, lightAt, type Ladder, type Light } from './light.ts';
import { addUp, openPause, pausedDays, type ClockRun, type LedgerEntry } from './ledger.ts';
import { isContinuous, parseLimit } from './limit.ts';

/** A clock at an instant. Times are epoch milliseconds. */
export interface ClockState {
  status: 'notStarted' | 'running' | 'paused' | 'stopped';
  startedAt: number | undefined;
  stoppedAt: number | undefined;
  /** While paused: the due time if it resumed now. */
  dueAt: number | undefined;
  /** When the light first leaves green. */
  warnAt: number | undefined;
  /** Working days left after today, the last day included; negative when overdue. */
  remainingWorkingDays: number | undefined;
  /** Milliseconds to `dueAt`; negative when overdue. */
  remainingMs: number | undefined;
  light: Light;
  /** Overdue now, or was when it stopped. */
  overdue: boolean;
  /** 暂定: a day counted lies beyond the newest holiday notice. */
  provisional: boolean;
  paused: boolean;
  stopped: boolean;
}

/**
 * The state of one clock at `now`.
 * @param ledger entries of this clock only, any order
 * @param ladder when the lights change; left out, the usual one for the limit
 */
export function clockState(
  ledger: readonly LedgerEntry[],
  calendar: Calendar,
  now: number,
  ladder?: Ladder,
): ClockState {
  return stateOf(addUp(ledger), calendar, now, ladder);
}

/** {@link clockState} for a ledger already added up. */
export function stateOf(
  run: ClockRun,
  calendar: Calendar,
  now: number,
  ladder?: Ladder,
): ClockState {
  const due = dueOf(run, calendar, now);
  if (!due || run.startedAt === undefined || !run.limit) return NOT_STARTED;
  const at = run.stoppedAt ?? now;
  const rungs = ladder ?? ladderFor(run.limit);
  const paused = openPause(run) !== undefined;
  const stopped = run.stoppedAt !== undefined;
  const firstRung = rungs.blueBefore ?? rungs.yellowBefore;
  return {
    status: stopped ? 'stopped' : paused ? 'paused' : 'running',
    startedAt: run.startedAt,
    stoppedAt: run.stoppedAt,
    dueAt: due.dueAt,
    warnAt: firstRung ? before(calendar, due, firstRung) : due.dueAt,
    remainingWorkingDays: calendar.countBetween(dayOf(at), due.dueDay),
    remainingMs: due.dueAt - at,
    light: stopped || paused ? 'none' : lightAt(calendar, due, rungs, now),
    overdue: at > due.dueAt,
    provisional: due.provisional,
    paused,
    stopped,
  };
}

const NOT_STARTED: ClockState = {
  status: 'notStarted',
  startedAt: undefined,
  stoppedAt: undefined,
  dueAt: undefined,
  warnAt: undefined,
  remainingWorkingDays: undefined,
  remainingMs: undefined,
  light: 'none',
  overdue: false,
  provisional: false,
  paused: false,
  stopped: false,
};

/**
 * The due time of a run; while paused, as if it resumed at `now`. `undefined` before it started.
 * Working days lost to pauses are added back as working days, calendar days as calendar days,
 * minutes as minutes. Source: Administrative Licensing Law, article 45.
 */
export function dueOf(run: ClockRun, calendar: Calendar, now: number): Due | undefined {
  if (run.startedAt === undefined || !run.limit) return undefined;
  if (run.pauses.length === 0) return dueAfter(calendar, run.startedAt, run.amount);
  const { months, days, workingDays, minutes } = run.amount;
  if (isContinuous(run.limit)) {
    const stood = run.pauses.reduce((sum, { from, to }) => sum + (to ?? now) - from, 0);
    return dueAfter(calendar, run.startedAt + Math.max(0, stood), run.amount);
  }
  const started = dayOf(run.startedAt);
  const afterDays =
    months + days === 0
      ? started
      : overPauses(
          addMonths(started, months) + days,
          run,
          now,
          (after, upTo) => upTo - after,
          (day, count) => day + count,
        );
  if (workingDays === 0) return lastInstant(calendar, afterDays, minutes);
  const last = overPauses(
    calendar.addWorkingDays(afterDays, workingDays),
    run,
    now,
    (after, upTo) => calendar.countBetween(Math.max(after, afterDays), Math.max(upTo, afterDays)),
    (day, count) => calendar.addWorkingDays(day, count),
  );
  return lastInstant(calendar, last, minutes);
}

/**
 * Pushes `last` past every pause that begins no later, by as many days as the pause took out. A
 * pause on the last day itself keeps that day's remainder: it ends no earlier than the resumption.
 */
function overPauses(
  last: Day,
  run: ClockRun,
  now: number,
  count: (after: Day, upTo: Day) => number,
  add: (day: Day, count: number) => Day,
): Day {
  let day = last;
  for (const pause of run.pauses) {
    const { after, upTo } = pausedDays(pause, now);
    if (after <= day && upTo > after) day = Math.max(upTo, add(day, count(after, upTo)));
  }
  return day;
}

/**
 * The due time of a limit (`10wd`) begun at an instant, stretches of pause not counted: what timers
 * in diagrams wait for. `undefined` when the text is no limit.
 */
export function dueWithPauses(
  calendar: Calendar,
  startAt: number,
  text: string,
  pauses: readonly { from: number; to: number }[] = [],
): Due | undefined {
  const limit = parseLimit(text);
  if (!limit) return undefined;
  const run: ClockRun = {
    startedAt: startAt,
    startBasis: '',
    limit,
    amount: addToAmount(NO_AMOUNT, limit),
    extensions: [],
    restarts: 0,
    stoppedAt: undefined,
    ignored: [],
    pauses: pauses.map(({ from, to }) => ({ from, to, reason: '', basis: '' })),
  };
  return dueOf(run, calendar, startAt);
}
