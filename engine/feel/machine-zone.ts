import { readlinkSync } from 'node:fs';
import { parseZone } from './calendar.ts';

/**
 * The machine's time zone by the name that Java gives it, as `now()` shows it: the variable TZ,
 * else what /etc/localtime leads to (`Etc/UTC`, where Intl says `UTC`), else Intl's name.
 * Source: OpenJDK TimeZone_md.c (`getPlatformTimeZoneID`)
 */
export function machineZone(): string {
  const given = process.env['TZ']?.replace(/^:/, '') ?? '';
  const named = given === '' ? linkedZone() : given;
  const isKnown = named !== null && typeof parseZone(named) === 'string';
  return isKnown ? named : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function linkedZone(): string | null {
  try {
    return /zoneinfo\/(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1] ?? null;
  } catch {
    // No such link: another system, or a copy of the zone's file.
    return null;
  }
}
