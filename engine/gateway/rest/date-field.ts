import { parseZone } from '../../feel/calendar.ts';
import { isDate } from '../../feel/temporal-parse.ts';

const DAY = String.raw`([+-]?\d{4,10})-(\d\d)-(\d\d)`;
const TIME = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:\.\d{0,9})?)?`;
const OFFSET = String.raw`(z|[+-]\d\d:\d\d(?::\d\d)?)`;
const ZONED = new RegExp(`^${DAY}t${TIME}${OFFSET}(?:\\[([^\\]]+)\\])?$`, 'i');

/**
 * Whether a text is a date and time with an offset, and perhaps a zone: `2020-01-01T00:00:00Z`,
 * `2020-01-01T00:00+01:00[Europe/Berlin]`.
 * Source: java.time, `DateTimeFormatter.ISO_ZONED_DATE_TIME`.
 */
export function isZonedDateTime(text: string): boolean {
  const match = ZONED.exec(text);
  if (match === null) return false;
  const [, year, month, day, hours, minutes, seconds = '0', offset = 'z', zone] = match;
  if (!isDate(Number(year), Number(month), Number(day))) return false;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return false;
  return isOffset(offset) && (zone === undefined || parseZone(zone) !== null);
}

function isOffset(offset: string): boolean {
  if (offset.toLowerCase() === 'z') return true;
  const [hours = 0, minutes = 0, seconds = 0] = offset.slice(1).split(':').map(Number);
  if (minutes > 59 || seconds > 59) return false;
  return hours * 3600 + minutes * 60 + seconds <= 18 * 3600;
}
