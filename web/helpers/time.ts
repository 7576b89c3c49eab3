/**
 * How instants are shown: in Asia/Shanghai, in words while near, exact on hover.
 */

const zone = 'Asia/Shanghai';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const shanghaiOffsetMs = 8 * hourMs;

/** The calendar fields of an instant in Shanghai (which has had no summer time since 1991). */
interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: string;
  minute: string;
  dayNumber: number;
}

function wallTime(atMs: number): WallTime {
  const shifted = new Date(atMs + shanghaiOffsetMs);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: String(shifted.getUTCHours()).padStart(2, '0'),
    minute: String(shifted.getUTCMinutes()).padStart(2, '0'),
    dayNumber: Math.floor((atMs + shanghaiOffsetMs) / dayMs),
  };
}

/** 2026年11月23日 14:05, for hover texts and print. Empty for a missing instant. */
export function exactTime(instant: string | null | undefined): string {
  if (!instant) return '';
  const at = wallTime(Date.parse(instant));
  return `${at.year}年${at.month}月${at.day}日 ${at.hour}:${at.minute}`;
}

/** 2026年11月23日, without the time of day. */
export function exactDate(instant: string | null | undefined): string {
  if (!instant) return '';
  const at = wallTime(Date.parse(instant));
  return `${at.year}年${at.month}月${at.day}日`;
}

/** 刚刚, 12 分钟前, 今天 14:05, 昨天 09:30, 11月20日 09:30, 2025年11月20日. */
export function nearTime(instant: string | null | undefined, nowMs: number): string {
  if (!instant) return '';
  const atMs = Date.parse(instant);
  const elapsedMs = nowMs - atMs;
  if (elapsedMs >= 0 && elapsedMs < minuteMs) return '刚刚';
  if (elapsedMs >= 0 && elapsedMs < hourMs) return `${Math.floor(elapsedMs / minuteMs)} 分钟前`;
  const at = wallTime(atMs);
  const now = wallTime(nowMs);
  const clock = `${at.hour}:${at.minute}`;
  if (at.dayNumber === now.dayNumber) return `今天 ${clock}`;
  if (at.dayNumber === now.dayNumber - 1) return `昨天 ${clock}`;
  if (at.dayNumber === now.dayNumber + 1) return `明天 ${clock}`;
  if (at.year === now.year) return `${at.month}月${at.day}日 ${clock}`;
  return `${at.year}年${at.month}月${at.day}日`;
}

/** 25 分钟, 3 小时 10 分, 2 天 4 小时: a length of time in words. */
export function durationText(lengthMs: number): string {
  const minutes = Math.max(0, Math.round(lengthMs / minuteMs));
  if (minutes < 1) return '不到 1 分钟';
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`;
  const days = Math.floor(hours / 24);
  return hours % 24 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`;
}

/** 数据延迟 1分20秒，最后更新 14:03；正在追赶; null when nothing is behind. */
export function behindText(
  freshness: { behindMs: number; lastAt: number | null } | null,
): string | null {
  if (freshness === null) return null;
  const seconds = Math.max(1, Math.round(freshness.behindMs / 1000));
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  const hours = Math.floor(minutes / 60);
  const length =
    hours > 0 ? `${hours}小时${minutes % 60}分` : `${minutes > 0 ? `${minutes}分` : ''}${rest}秒`;
  if (freshness.lastAt === null) return `数据延迟 ${length}，正在追赶`;
  const at = wallTime(freshness.lastAt);
  return `数据延迟 ${length}，最后更新 ${at.hour}:${at.minute}，正在追赶`;
}

/** What `dueText` needs of a due time (the `Due` of server/schema.ts). */
export interface DueLike {
  dueAt: string;
  provisional: boolean;
  remainingWorkingDays: number;
}

/** 还剩 2 个工作日, 今天 17:30 到期, 还剩 25 分钟, 超期 1 个工作日, 超期 40 分钟. */
export function dueText(due: DueLike, nowMs: number): string {
  const dueMs = Date.parse(due.dueAt);
  const leftMs = dueMs - nowMs;
  if (leftMs < 0) {
    if (due.remainingWorkingDays < 0) return `超期 ${-due.remainingWorkingDays} 个工作日`;
    return `超期 ${durationText(-leftMs)}`;
  }
  if (leftMs < 2 * hourMs) return `还剩 ${durationText(leftMs)}`;
  const sameDay = wallTime(dueMs).dayNumber === wallTime(nowMs).dayNumber;
  if (sameDay) return '今天到期';
  if (due.remainingWorkingDays > 0) return `还剩 ${due.remainingWorkingDays} 个工作日`;
  return `还剩 ${durationText(leftMs)}`;
}

/** 截止 2026年11月30日 23:59（暂定）, the exact form of a due time. */
export function dueTitle(due: DueLike): string {
  return `截止 ${exactTime(due.dueAt)}${due.provisional ? '（暂定，节假日安排尚未公布）' : ''}`;
}

/** The name of the zone in which all times are shown, for the foot of printed pages. */
export const shownZone: string = zone;
