/** Limits as designers write them: `5wd`, `60d`, `3mo`, `30m`, `2h`. */

/** The units: working days, calendar days, months, minutes, hours. */
export type LimitUnit = 'wd' | 'd' | 'mo' | 'm' | 'h';

/** A limit, read. `count` ≥ 0; 0 means "the same day" (即办件). */
export interface Limit {
  count: number;
  unit: LimitUnit;
}

/** The longest limit accepted, per unit: ten years of it. Keeps due dates inside the calendar. */
const MAX_COUNT: Readonly<Record<LimitUnit, number>> = {
  wd: 2_500,
  d: 3_650,
  mo: 120,
  m: 5_256_000,
  h: 87_600,
};

const UNIT_NAMES: Readonly<Record<LimitUnit, string>> = {
  wd: '个工作日',
  d: '日',
  mo: '个月',
  m: '分钟',
  h: '小时',
};

/** Reads `5wd` and its like; `undefined` when the text is no limit or longer than ten years. */
export function parseLimit(text: string): Limit | undefined {
  const match = /^(\d{1,7})(wd|mo|d|m|h)$/.exec(text.trim());
  if (!match) return undefined;
  const unit = match[2] as LimitUnit;
  const count = Number(match[1]);
  return count <= MAX_COUNT[unit] ? { count, unit } : undefined;
}

/** `5 个工作日` for `5wd`; the text itself when it is no limit. */
export function limitInWords(text: string): string {
  const limit = parseLimit(text);
  if (!limit) return text;
  if (limit.count === 0) return '当日';
  return `${limit.count} ${UNIT_NAMES[limit.unit]}`;
}

/** Whether the limit is counted in hours or minutes, which run through nights and holidays. */
export function isContinuous(limit: Limit): boolean {
  return limit.unit === 'm' || limit.unit === 'h';
}

/**
 * The most milliseconds of plain time a limit may take when nothing is paused; only for ordering
 * limits of different units in checks (a working day counts as 7/5 of a day), never for due dates.
 */
export function roughLengthMs(limit: Limit): number {
  const minute = 60_000;
  const perUnit: Record<LimitUnit, number> = {
    m: minute,
    h: 60 * minute,
    d: 1_440 * minute,
    wd: 2_016 * minute,
    mo: 43_830 * minute,
  };
  return limit.count * perUnit[limit.unit];
}
