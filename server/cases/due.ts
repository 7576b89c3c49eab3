import {
  dayOf,
  endOfDay,
  dueOfLimit,
  ladderFor,
  lightChanges,
  parseLimit,
  type Calendar,
  type ClockState,
  type Due as ClockDue,
  type Ladder,
} from '../clock/index.ts';
import type { Due, Light } from '../schema.ts';
import { FAR, NOT_DUE, type DueCache } from './case.model.ts';

/**
 * The cached due time of a limit that begins at an instant.
 * @param ladder when the lights change; left out, the usual one for the limit
 */
export function dueOfTask(
  calendar: Calendar,
  startAt: number,
  limit: string | null,
  ladder?: Ladder,
): DueCache {
  const parsed = limit === null ? undefined : parseLimit(limit);
  const due = limit === null ? undefined : dueOfLimit(calendar, startAt, limit);
  return due && parsed ? cacheOf(calendar, due, ladder ?? ladderFor(parsed)) : NOT_DUE;
}

/**
 * The cached due time of a date that a diagram computed itself; undefined when unreadable.
 * Without a ladder or limit the usual one for as many working days, or minutes within a day.
 */
export function dueOfDate(
  calendar: Calendar,
  text: string | undefined,
  startAt: number,
  limit: string | null,
  given?: Ladder,
): DueCache | undefined {
  const dueAt = text === undefined ? Number.NaN : Date.parse(text);
  if (Number.isNaN(dueAt)) return undefined;
  const dueDay = dayOf(dueAt);
  const days = calendar.countBetween(dayOf(startAt), dueDay);
  const minutes = Math.max(1, Math.floor((dueAt - startAt) / 60_000));
  const endsDay = dueAt === endOfDay(dueDay);
  const assumed =
    endsDay && days > 0
      ? { count: days, unit: 'wd' as const }
      : { count: minutes, unit: 'm' as const };
  const ladder = given ?? ladderFor((limit === null ? undefined : parseLimit(limit)) ?? assumed);
  const due: ClockDue = {
    dueAt,
    dueDay,
    rolledFrom: undefined,
    provisional: calendar.info(dueDay).provisional,
  };
  return cacheOf(calendar, due, ladder);
}

/** The cached due time of a running ledger; nothing due when it stands still. */
export function dueOfClock(calendar: Calendar, state: ClockState, ladder: Ladder): DueCache {
  if (state.status !== 'running' || state.dueAt === undefined) return NOT_DUE;
  const due: ClockDue = {
    dueAt: state.dueAt,
    dueDay: dayOf(state.dueAt),
    rolledFrom: undefined,
    provisional: state.provisional,
  };
  return cacheOf(calendar, due, ladder);
}

function cacheOf(calendar: Calendar, due: ClockDue, ladder: Ladder): DueCache {
  const changes = lightChanges(calendar, due, ladder);
  const first = (light: string): number =>
    Math.min(FAR, ...changes.filter((change) => change.light === light).map(({ at }) => at));
  return {
    dueAt: due.dueAt,
    blueAt: first('blue'),
    yellowAt: first('yellow'),
    redAt: first('red'),
    provisional: due.provisional,
  };
}

/** The light of a cached due time at an instant. */
export function lightOf(
  due: Pick<DueCache, 'dueAt' | 'blueAt' | 'yellowAt' | 'redAt'>,
  now: number,
): Light {
  if (due.dueAt >= FAR) return 'none';
  if (now >= due.redAt) return 'red';
  if (now >= due.yellowAt) return 'yellow';
  return now >= due.blueAt ? 'blue' : 'green';
}

/** A due time as people see it; null when nothing is due. */
export function presentDue(calendar: Calendar, due: DueCache, now: number): Due | null {
  if (due.dueAt >= FAR) return null;
  const warnAt = Math.min(due.blueAt, due.yellowAt);
  return {
    dueAt: new Date(due.dueAt).toISOString(),
    warnAt: warnAt >= FAR ? null : new Date(warnAt).toISOString(),
    light: lightOf(due, now),
    provisional: due.provisional,
    remainingWorkingDays: calendar.countBetween(dayOf(now), dayOf(due.dueAt)),
  };
}

/** A filter on the cached instants that finds documents of a light. Conditions of a query. */
export function lightFilter(light: Light | 'soon', now: number): Record<string, unknown> {
  if (light === 'none') return { dueAt: FAR };
  if (light === 'soon') {
    const begun = [{ blueAt: { $lte: now } }, { yellowAt: { $lte: now } }];
    return { redAt: { $gt: now }, $or: begun };
  }
  if (light === 'red') return { redAt: { $lte: now } };
  if (light === 'yellow') return { redAt: { $gt: now }, yellowAt: { $lte: now } };
  const calm = { redAt: { $gt: now }, yellowAt: { $gt: now } };
  if (light === 'blue') return { ...calm, blueAt: { $lte: now } };
  return { ...calm, blueAt: { $gt: now }, dueAt: { $lt: FAR } };
}

/** The same as an aggregation expression: the light's name. */
export function lightExpression(now: number): object {
  const reached = (field: string): object => ({ $lte: [`$${field}`, now] });
  return {
    $switch: {
      branches: [
        { case: { $gte: ['$dueAt', FAR] }, then: 'none' },
        { case: reached('redAt'), then: 'red' },
        { case: reached('yellowAt'), then: 'yellow' },
        { case: reached('blueAt'), then: 'blue' },
      ],
      default: 'green',
    },
  };
}
