/** The append-only ledger of one clock: what was done to it, by whom, on which article. */
import { dayOf, type Day } from './day.ts';
import { NO_AMOUNT, addToAmount, type Amount } from './due-date.ts';
import { parseLimit, type Limit } from './limit.ts';

/** What an entry does to its clock. */
export type LedgerAction = 'start' | 'pause' | 'resume' | 'extend' | 'restart' | 'stop';

/** Whose clock it is: 法定, 承诺, 环节, 督办, 协办. */
export type ClockKind = 'statutory' | 'promised' | 'step' | 'supervision' | 'coHandler';

/** One line of a ledger. Never changed, never removed; a mistake is corrected by another line. */
export interface LedgerEntry {
  /** `partition-position-clock`; an entry seen twice counts once. */
  id: string;
  clockId: string;
  action: LedgerAction;
  /** Epoch milliseconds. */
  at: number;
  /** Position in the record stream; orders entries of the same instant. */
  position: number;
  /** `start`, `restart`: the limit (a restart may leave it out); `extend`: what is added. */
  limit?: string;
  /** The article it rests on, e.g. 行政许可法第四十五条. */
  basis: string;
  /** Who did or approved it: a person's id, or `system`. */
  by: string;
  /** In an official's words: 专家评审, 补正材料, …. */
  reason: string;
  /** What proves it: an element id, a document id, a record's position. */
  evidence: string;
}

/** A stretch during which the clock stood still. Days after `from` up to `to` do not count. */
export interface Pause {
  from: number;
  to: number | undefined;
  reason: string;
  basis: string;
}

/** An entry that could not apply, and why: shown, never hidden. */
export interface IgnoredEntry {
  entry: LedgerEntry;
  why: string;
}

/** A ledger added up: everything that due dates are derived from, no date derived yet. */
export interface ClockRun {
  startedAt: number | undefined;
  startBasis: string;
  limit: Limit | undefined;
  amount: Amount;
  extensions: LedgerEntry[];
  restarts: number;
  pauses: Pause[];
  stoppedAt: number | undefined;
  ignored: IgnoredEntry[];
}

/**
 * Adds a ledger up, in order of time and position; entries with an id already seen are left out.
 * An entry that makes no sense in the state it meets (a pause while paused) goes to `ignored`.
 * A start after a start is ignored too: sending a case back does not give it fresh time.
 */
export function addUp(ledger: readonly LedgerEntry[]): ClockRun {
  const run: ClockRun = {
    startedAt: undefined,
    startBasis: '',
    limit: undefined,
    amount: NO_AMOUNT,
    extensions: [],
    restarts: 0,
    pauses: [],
    stoppedAt: undefined,
    ignored: [],
  };
  const seen = new Set<string>();
  for (const entry of inOrder(ledger)) {
    if (seen.has(entry.id)) continue;
    seen.add(entry.id);
    const why = APPLY[entry.action](run, entry);
    if (why !== undefined) run.ignored.push({ entry, why });
  }
  return run;
}

function inOrder(ledger: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const sorted = ledger.every((entry, index) => {
    const last = ledger[index - 1];
    return !last || compare(last, entry) <= 0;
  });
  return sorted ? ledger : [...ledger].sort(compare);
}

function compare(left: LedgerEntry, right: LedgerEntry): number {
  return left.at - right.at || left.position - right.position;
}

/** The pause that has not ended, if any. */
export function openPause(run: ClockRun): Pause | undefined {
  const last = run.pauses.at(-1);
  return last && last.to === undefined ? last : undefined;
}

/**
 * Days that a pause takes out: those after `from` up to and with `to`, i.e. the days at whose
 * beginning the clock stood. The day a special procedure begins still counts as handling, the day
 * it ends does not, just as a day of receipt does not. Source: Civil Code, article 201.
 */
export function pausedDays(pause: Pause, untilAt: number): { after: Day; upTo: Day } {
  return { after: dayOf(pause.from), upTo: dayOf(pause.to ?? untilAt) };
}

type Apply = (run: ClockRun, entry: LedgerEntry) => string | undefined;

function begin(run: ClockRun, entry: LedgerEntry, limit: Limit): undefined {
  run.startedAt = entry.at;
  run.startBasis = entry.basis;
  run.limit = limit;
  run.amount = addToAmount(NO_AMOUNT, limit);
  run.extensions = [];
  run.pauses = [];
  run.stoppedAt = undefined;
  return undefined;
}

const APPLY: Readonly<Record<LedgerAction, Apply>> = {
  start(run, entry) {
    if (run.startedAt !== undefined) return '时限已起算，不重复起算';
    const limit = parseLimit(entry.limit ?? '');
    if (!limit) return `时限“${entry.limit ?? ''}”无法识别`;
    return begin(run, entry, limit);
  },
  restart(run, entry) {
    const limit = entry.limit === undefined ? run.limit : parseLimit(entry.limit);
    if (!limit) return '时限尚未起算，无从重新起算';
    run.restarts += 1;
    return begin(run, entry, limit);
  },
  pause(run, { at, reason, basis }) {
    const refusal = notRunning(run) ?? (openPause(run) ? '时限已经暂停' : undefined);
    if (refusal === undefined) run.pauses.push({ from: at, to: undefined, reason, basis });
    return refusal;
  },
  resume(run, entry) {
    const pause = openPause(run);
    if (!pause) return '时限没有暂停，无需恢复';
    pause.to = entry.at;
    return undefined;
  },
  extend(run, entry) {
    const limit = parseLimit(entry.limit ?? '');
    if (!limit) return `延长的时限“${entry.limit ?? ''}”无法识别`;
    const refusal = notRunning(run);
    if (refusal !== undefined) return refusal;
    run.amount = addToAmount(run.amount, limit);
    run.extensions.push(entry);
    return undefined;
  },
  stop(run, entry) {
    const refusal = notRunning(run);
    if (refusal !== undefined) return refusal;
    const pause = openPause(run);
    if (pause) pause.to = entry.at;
    run.stoppedAt = entry.at;
    return undefined;
  },
};

function notRunning(run: ClockRun): string | undefined {
  if (run.startedAt === undefined) return '时限尚未起算';
  return run.stoppedAt === undefined ? undefined : '时限已经终止';
}
