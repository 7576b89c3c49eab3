import Handlebars from 'handlebars';
import { dueText, dueTitle, durationText, exactDate, exactTime, nearTime } from './time.ts';
import type { DueLike } from './time.ts';
import {
  bytesText,
  caseStateWords,
  clockEntryWords,
  clockKindWords,
  clockStateWords,
  kindWords,
  levelWords,
  lightShapes,
  lightWords,
  limitText,
  personText,
  stepStateWords,
  urgencyWords,
} from './words.ts';

const { SafeString, escapeExpression } = Handlebars;

const words: Record<string, Readonly<Record<string, string>>> = {
  urgency: urgencyWords,
  light: lightWords,
  caseState: caseStateWords,
  stepState: stepStateWords,
  clockKind: clockKindWords,
  clockState: clockStateWords,
  clockEntry: clockEntryWords,
  kind: kindWords,
  level: levelWords,
};

/** Data that may stand inside `<script type="application/json">`: nothing can close the element. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value ?? null)
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function nowOf(options: Handlebars.HelperOptions): number {
  const root = options.data?.root as { nowMs?: number } | undefined;
  return root?.nowMs ?? Date.now();
}

/**
 * The mark of a light with its word: shape and text, color only added. With a due time the text is
 * the remaining time, exact on hover.
 */
function lightMark(light: string, text: string, title: string): Handlebars.SafeString {
  const shape = (lightShapes as Record<string, string>)[light] ?? '';
  const word = (lightWords as Record<string, string>)[light] ?? '';
  return new SafeString(
    `<span class="light light-${escapeExpression(light)}" title="${escapeExpression(title)}">` +
      `<i aria-hidden="true">${shape}</i><span class="sr">${word}：</span>` +
      `${escapeExpression(text)}</span>`,
  );
}

function timeTag(instant: string, text: string): Handlebars.SafeString {
  return new SafeString(
    `<time datetime="${escapeExpression(instant)}" ` +
      `title="${escapeExpression(exactTime(instant))}">` +
      `${escapeExpression(text)}</time>`,
  );
}

/** Helpers of every template, by the name under which templates call them. */
export const helpers: Record<string, Handlebars.HelperDelegate> = {
  eq: (a: unknown, b: unknown) => a === b,
  not: (a: unknown) => !a,
  or: (...values: unknown[]) => values.slice(0, -1).find(Boolean),
  and: (...values: unknown[]) => values.slice(0, -1).every(Boolean),
  word: (table: string, code: string) => words[table]?.[code] ?? code,
  json: (value: unknown) => new SafeString(scriptJson(value)),
  near: (instant: string | null, options: Handlebars.HelperOptions) =>
    instant ? timeTag(instant, nearTime(instant, nowOf(options))) : '',
  exact: (instant: string | null) => (instant ? timeTag(instant, exactTime(instant)) : ''),
  day: (instant: string | null) => exactDate(instant),
  took: (start: string, end: string | null, options: Handlebars.HelperOptions) =>
    durationText((end ? Date.parse(end) : nowOf(options)) - Date.parse(start)),
  minutes: (value: number | null) => (value === null ? '—' : durationText(value * 60_000)),
  due: (due: (DueLike & { light: string }) | null, options: Handlebars.HelperOptions) =>
    due ? lightMark(due.light, dueText(due, nowOf(options)), dueTitle(due)) : '',
  light: (light: string) =>
    lightMark(light, (lightWords as Record<string, string>)[light] ?? '', ''),
  limit: (limit: string) => limitText(limit),
  bytes: (bytes: number) => bytesText(bytes),
  person: (value: Parameters<typeof personText>[0]) => personText(value),
  percent: (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 100) : 0),
  rate: (value: number | null) => (value === null ? '—' : `${(value * 100).toFixed(1)}%`),
  size: (value: unknown) => (Array.isArray(value) ? value.length : 0),
  url: (value: unknown) => encodeURIComponent(String(value)),
};
