/** Traffic lights: green while there is time, blue 预警, yellow 黄, red 红. */
import type { Calendar } from './calendar.ts';
import { before, dueAfter, addToAmount, NO_AMOUNT, type Due } from './due-date.ts';
import { isContinuous, parseLimit, type Limit } from './limit.ts';

/** `none`: not started, paused or stopped. */
export type Light = 'green' | 'blue' | 'yellow' | 'red' | 'none';

/**
 * When the lights change. Local schemes differ (yellow on the due day or after it), so it is data.
 * A `…Before` of `0wd` begins at 00:00 of the due day, a `…After` of `0wd` right after it is due.
 */
export interface Ladder {
  blueBefore?: Limit;
  yellowBefore?: Limit;
  yellowAfter?: Limit;
  redAfter: Limit;
}

/** A ladder as a manifest writes it: the same, with limits as text. */
export interface LadderText {
  blueBefore?: string;
  yellowBefore?: string;
  yellowAfter?: string;
  redAfter?: string;
}

const AT_DUE: Limit = { count: 0, unit: 'wd' };

/**
 * The usual ladder: blue in the last fifth (one to three days before), yellow on the due day,
 * red after it. Limits in minutes turn yellow in their last fifth. A same-day limit has no blue.
 */
export function ladderFor(limit: Limit): Ladder {
  if (isContinuous(limit)) {
    const minutes = limit.unit === 'h' ? limit.count * 60 : limit.count;
    const yellowBefore: Limit = { count: Math.max(1, Math.floor(minutes / 5)), unit: 'm' };
    return { yellowBefore, redAfter: { count: 0, unit: 'm' } };
  }
  if (limit.unit === 'wd' && limit.count <= 1) return { yellowBefore: AT_DUE, redAfter: AT_DUE };
  const days = limit.unit === 'wd' ? Math.min(3, Math.ceil(limit.count / 5)) : 3;
  return {
    blueBefore: { count: days, unit: 'wd' },
    yellowBefore: AT_DUE,
    redAfter: AT_DUE,
  };
}

/** Reads a manifest's ladder; `undefined` when a rung is no limit. */
export function parseLadder(text: LadderText): Ladder | undefined {
  const ladder: Ladder = { redAfter: AT_DUE };
  for (const rung of ['blueBefore', 'yellowBefore', 'yellowAfter', 'redAfter'] as const) {
    const written = text[rung];
    if (written === undefined) continue;
    const limit = parseLimit(written);
    if (!limit) return undefined;
    ladder[rung] = limit;
  }
  return ladder;
}

/** The light of a running clock at `now`. */
export function lightAt(calendar: Calendar, due: Due, ladder: Ladder, now: number): Light {
  const { blueBefore, yellowBefore, yellowAfter, redAfter } = ladder;
  if (now > after(calendar, due, redAfter)) return 'red';
  if (yellowAfter && now > after(calendar, due, yellowAfter)) return 'yellow';
  if (yellowBefore && now >= before(calendar, due, yellowBefore)) return 'yellow';
  if (blueBefore && now >= before(calendar, due, blueBefore)) return 'blue';
  return 'green';
}

/** The instants at which the light changes, in order: what a re-check has to be scheduled for. */
export function lightChanges(
  calendar: Calendar,
  due: Due,
  ladder: Ladder,
): { at: number; light: Light }[] {
  const { blueBefore, yellowBefore, yellowAfter, redAfter } = ladder;
  const changes: { at: number; light: Light }[] = [];
  if (blueBefore) changes.push({ at: before(calendar, due, blueBefore), light: 'blue' });
  if (yellowBefore) changes.push({ at: before(calendar, due, yellowBefore), light: 'yellow' });
  if (yellowAfter) changes.push({ at: after(calendar, due, yellowAfter) + 1, light: 'yellow' });
  changes.push({ at: after(calendar, due, redAfter) + 1, light: 'red' });
  return changes;
}

function after(calendar: Calendar, due: Due, limit: Limit): number {
  if (limit.count === 0) return due.dueAt;
  return dueAfter(calendar, due.dueAt, addToAmount(NO_AMOUNT, limit)).dueAt;
}
