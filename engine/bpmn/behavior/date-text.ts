import type { ZonedDateTime } from '../../feel/temporal.ts';
import { formatOffset } from '../../feel/temporal.ts';

/**
 * A point in time as Java's `ZonedDateTime.toString` writes it: seconds left out when they are
 * zero, the zone's name
 * in brackets behind the offset. Source: java.time.ZonedDateTime.
 */
export function zonedDateTimeText(dateTime: ZonedDateTime): string {
  const text = dateTime.toString().replace(/T(\d\d:\d\d):00(?=Z|[+-]|@|$)/, 'T$1');
  const at = text.indexOf('@');
  if (at < 0) return text;
  return `${text.slice(0, at)}${formatOffset(dateTime.offset)}[${text.slice(at + 1)}]`;
}
