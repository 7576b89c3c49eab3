/**
 * Reading limits inside packages. `server/clock` computes with them; packages only order them, and
 * may not import the server.
 */

/** Rough length in minutes of each unit; a working day as 7/5 of a day. Only for ordering. */
const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1_440, wd: 2_016, mo: 43_830 };

/** A limit's text with its rough length; `undefined` when the text is no limit. */
export function readLimit(text: string): { text: string; roughMinutes: number } | undefined {
  const match = /^(\d{1,7})(wd|mo|d|m|h)$/.exec(text.trim());
  if (!match) return undefined;
  const perUnit = MINUTES[match[2] ?? ''] ?? 0;
  return { text: match[0], roughMinutes: Number(match[1]) * perUnit };
}
