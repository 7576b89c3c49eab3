const MEDIA_TYPE = /^\s*([\w!#$&^.+*-]+)\/([\w!#$&^.+*-]+)\s*(;.*)?$/;

interface MediaType {
  readonly type: string;
  readonly subtype: string;
}

function parse(text: string): MediaType | undefined {
  const match = MEDIA_TYPE.exec(text);
  if (match === null) return undefined;
  return { type: match[1]!.toLowerCase(), subtype: match[2]!.toLowerCase() };
}

/**
 * What is wrong with a request's content type, or undefined. The text is the detail of a 415;
 * empty: there is no content type at all.
 */
export function contentTypeFault(given: string | undefined, wanted: string): string | undefined {
  if (given === undefined || given.trim() === '') return '';
  const media = parse(given);
  if (media === undefined) return 'Could not parse Content-Type.';
  if (`${media.type}/${media.subtype}` === wanted) return undefined;
  return `Content-Type '${given.trim()}' is not supported.`;
}

/** The fault of an `Accept` header that is none. */
export const UNREADABLE_ACCEPT = 'Could not parse Accept header.';

/** Why none of the offered types suits the `Accept` header: the detail of a 406; or undefined. */
export function acceptFault(
  accept: string | undefined,
  offered: readonly string[],
): string | undefined {
  if (accept === undefined || accept.trim() === '') return undefined;
  const ranges = accept.split(',').map(parse);
  if (ranges.includes(undefined)) return UNREADABLE_ACCEPT;
  const suits = offered.some((type) =>
    ranges.some((range) => range !== undefined && includes(range, parse(type)!)),
  );
  return suits ? undefined : `Acceptable representations: [${offered.join(', ')}].`;
}

/** The offered type that the `Accept` header likes best; the first when it has no wish. */
export function chosenType(accept: string | undefined, offered: readonly string[]): string {
  for (const range of (accept ?? '').split(',').map(parse)) {
    const found = offered.find((type) => range !== undefined && includes(range, parse(type)!));
    if (found !== undefined) return found;
  }
  return offered[0]!;
}

function includes(range: MediaType, { type, subtype }: MediaType): boolean {
  if (range.type === '*') return true;
  if (range.type !== type) return false;
  if (range.subtype === '*' || range.subtype === subtype) return true;
  return range.subtype.startsWith('*+') && subtype.endsWith(range.subtype.slice(1));
}
