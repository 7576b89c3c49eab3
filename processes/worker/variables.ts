/** Reading a job's variables without trusting them. */

/** The variable when it is a non-empty text, else `fallback`. */
export function text(value: unknown, fallback = ''): string {
  return typeof value === 'string' && value.length > 0 ? value : fallback;
}

/** The texts of a list; a single text as a list of one; anything else as an empty list. */
export function textList(value: unknown): string[] {
  if (typeof value === 'string') return value.length > 0 ? [value] : [];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === 'string' && item.length > 0);
}

/**
 * Epoch milliseconds of an ISO time, with or without FEEL's zone suffix (`…Z[GMT]`); `undefined`
 * when the value is no time.
 */
export function instant(value: unknown): number | undefined {
  const at = Date.parse(text(value).replace(/\[[^\]]*\]$/, ''));
  return Number.isNaN(at) ? undefined : at;
}

/** An instant as FEEL and people read it: ISO 8601 with China's offset. */
export function isoInChina(atMs: number): string {
  return `${new Date(atMs + 8 * 3_600_000).toISOString().slice(0, -1)}+08:00`;
}
