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
