import {
  isDateText,
  isDaysText,
  isMonthsText,
  parseDate,
  parseDateTime,
  parseDays,
  parseMonths,
  parseTime,
} from './temporal-parse.ts';
import type { FeelValue } from './value.ts';

/**
 * The constant of `date("…")`, `time("…")`, `date and time("…")`, `duration("…")` or `@"…"`; null
 * for a text that is none, without a warning, as feel-scala decides while parsing.
 */
export function parseTemporalCall(
  name: 'duration' | 'date and time' | 'date' | 'time' | '@',
  text: string,
): FeelValue {
  switch (name) {
    case 'date':
      return parseDate(text);
    case 'time':
      return parseTime(text);
    case 'date and time':
      return parseDateTime(text);
    case 'duration':
      return isMonthsText(text) ? parseMonths(text) : parseDays(text);
    default:
      return parseAtLiteral(text);
  }
}

function parseAtLiteral(text: string): FeelValue {
  if (isDateText(text)) return parseDate(text);
  const dateTime = parseDateTime(text);
  if (dateTime !== null) return dateTime;
  if (isMonthsText(text)) return parseMonths(text);
  if (isDaysText(text)) return parseDays(text);
  return parseTime(text);
}
