const MONTHS = 'JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC';
const WEEKDAYS = 'SUN|MON|TUE|WED|THU|FRI|SAT';

/** What a field of a cron line may hold: its range, its names, and words like `L`. */
interface Field {
  readonly min: number;
  readonly max: number;
  readonly names: RegExp;
  readonly words: RegExp;
  /** Whether a range may run backwards. */
  readonly wraps: boolean;
}

const NONE = /(?!)/g;

const FIELDS: readonly Field[] = [
  { min: 0, max: 59, names: NONE, words: NONE, wraps: false },
  { min: 0, max: 59, names: NONE, words: NONE, wraps: false },
  { min: 0, max: 23, names: NONE, words: NONE, wraps: false },
  { min: 1, max: 31, names: NONE, words: /\b(L|LW|W)\b/g, wraps: true },
  { min: 1, max: 12, names: new RegExp(`\\b(${MONTHS})\\b`, 'g'), words: NONE, wraps: true },
  { min: 0, max: 7, names: new RegExp(`\\b(${WEEKDAYS})\\b`, 'g'), words: /\bL\b/g, wraps: true },
];

const DAY_OF_MONTH = FIELDS[3];
const WEEKDAY = FIELDS[5];

/**
 * Why a text is no cron expression, in the words of the library that Zeebe uses: what cannot be
 * read comes first, then what is out of range. Source: cron-utils 9.2.1, measured.
 */
export function cronFailure(text: string): string {
  if (text.trim() === '') return 'Empty expression!';
  if (text.trim() === '@reboot') return 'Nickname @reboot not supported!';
  const fields = text.trim().toUpperCase().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return `Cron expression contains ${fields.length} parts but we expect one of [6]`;
  }
  const fault = firstFault(fields, partFault) ?? firstFault(fields, rangeFault);
  return `Failed to parse cron expression. ${fault ?? `Invalid expression: ${text}`}`;
}

function firstFault(
  fields: readonly string[],
  faultOf: (part: string, field: Field) => string | null,
): string | null {
  for (const [i, field] of FIELDS.entries()) {
    for (const part of (fields[i] ?? '').split(',')) {
      const fault = faultOf(part, field);
      if (fault !== null) return fault;
    }
  }
  return null;
}

function partFault(part: string, field: Field): string | null {
  if (!part.includes('/')) return spanFault(part, field);
  const [start = '', period = '', ...more] = part.split('/');
  if (more.length > 0 || period === '') return `Invalid expression: ${part}`;
  const fault = start === '' ? null : spanFault(start, field);
  if (fault !== null || /^\d+$/.test(period)) return fault;
  return `For input string: "${period}"`;
}

function spanFault(part: string, field: Field): string | null {
  const isDay = field === DAY_OF_MONTH || field === WEEKDAY;
  if (part === '*' || (part === '?' && isDay)) return null;
  if (part.includes('?')) return `Invalid expression: ${part}`;
  if (field === DAY_OF_MONTH && /^(L|LW|\d+W)$/.test(part)) return null;
  if (part.startsWith('-')) {
    return (
      `Invalid expression! Expression: ${part} does not describe a range. ` +
      'Negative numbers are not allowed.'
    );
  }
  if (part.includes('-')) {
    const ends = part.replace(/-+$/, '').split('-');
    if (ends.length !== 2) return `Missing values for range: ${part}`;
    const [from = '', to = ''] = ends;
    const isLast = field === DAY_OF_MONTH && from === 'L';
    return (isLast ? null : valueFault(from, field)) ?? valueFault(to, field);
  }
  if (part.includes('#')) return nthFault(part, field);
  if (field === WEEKDAY && part.endsWith('L')) {
    const day = part.slice(0, -1);
    return day === '' || valueFault(day, field) === null ? null : invalidChars(part, field);
  }
  return valueFault(part, field);
}

function nthFault(part: string, field: Field): string | null {
  const [day = '', nth = ''] = part.split('#');
  if (field !== WEEKDAY) return `Invalid expression: ${part}`;
  if (day === '') return 'Time should be specified!';
  return valueFault(day, field) ?? valueFault(nth, field);
}

function valueFault(value: string, field: Field): string | null {
  const isName = value !== '' && value.replaceAll(field.names, '') === '';
  return isName || /^\d+$/.test(value) ? null : invalidChars(value, field);
}

function invalidChars(value: string, { names, words }: Field): string {
  const rest = value
    .replaceAll(/[#?/*0-9]/g, '')
    .replaceAll(names, '')
    .replaceAll(words, '');
  return `Invalid chars in expression! Expression: ${value} Invalid chars: ${rest}`;
}

function rangeFault(part: string, { min, max, wraps }: Field): string | null {
  const [span = '', period] = part.split('/');
  const numbers = span.match(/\d+/g) ?? [];
  const outside = numbers.find((digits) => Number(digits) < min || Number(digits) > max);
  if (outside !== undefined) return `Value ${outside} not in range [${min}, ${max}]`;
  const [from, to] = numbers;
  if (!wraps && to !== undefined && Number(from) > Number(to)) {
    return `Invalid range! [${from},${to}]`;
  }
  if (period !== undefined && (Number(period) < 1 || Number(period) > max)) {
    return `Period ${period} not in range [${min}, ${max}]`;
  }
  return null;
}
