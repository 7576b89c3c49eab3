import { CITY_YEAR } from './year-facts.ts';

/** Hours of Beijing's working day in which something is done. */
const HOURS = [9, 10, 11, 14, 15, 16, 17] as const;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const BEIJING_MS = 8 * HOUR_MS;

/** What happens in one hour of the played time. */
export interface Slot {
  /** Epoch ms at which the hour begins. */
  readonly atMs: number;
  /** Dispatches sent, by number. */
  readonly sends: number[];
  /** By unit (index of the recipient): of which dispatches it signs, and which it answers. */
  readonly signs: Map<number, number[]>;
  readonly replies: Map<number, number[]>;
}

/**
 * When units act, in working hours of seven a day. An assumption, as the source has no such figure:
 * seven of ten sign within a day, two more within the limit of two working days, one late; three
 * of four answer within three days of signing, a fifth until the fifth day, the others late.
 */
const SIGN_WITHIN = [
  [0.7, 0, 7],
  [0.92, 7, 13],
  [1, 15, 28],
] as const;
const REPLY_WITHIN = [
  [0.75, 0, 21],
  [0.95, 21, 28],
  [1, 36, 49],
] as const;

/**
 * Plays the first dispatches of a year at the year's rate: 154 a working day, each to `recipients`
 * units, from the first Monday after `afterMs` on. The same seed gives the same plan.
 */
export function yearPlan(options: {
  dispatches: number;
  recipients: number;
  afterMs: number;
  seed: number;
}): Slot[] {
  const { dispatches, recipients, seed } = options;
  const random = mulberry(seed);
  const perSlot = CITY_YEAR.dispatches / CITY_YEAR.workingDays / HOURS.length;
  const slots: Slot[] = [];
  const at = (index: number): Slot => {
    while (slots.length <= index) {
      const atMs = hourOf(options.afterMs, slots.length);
      slots.push({ atMs, sends: [], signs: new Map(), replies: new Map() });
    }
    return slots[index]!;
  };
  for (let dispatch = 0; dispatch < dispatches; dispatch += 1) {
    const sent = Math.floor(dispatch / perSlot);
    at(sent).sends.push(dispatch);
    for (let unit = 0; unit < recipients; unit += 1) {
      const signed = sent + 1 + drawn(SIGN_WITHIN, random);
      add(at(signed).signs, unit, dispatch);
      const replied = signed + 1 + drawn(REPLY_WITHIN, random);
      add(at(replied).replies, unit, dispatch);
    }
  }
  return slots;
}

function add(of: Map<number, number[]>, unit: number, dispatch: number): void {
  const found = of.get(unit);
  if (found) found.push(dispatch);
  else of.set(unit, [dispatch]);
}

function drawn(
  within: readonly (readonly [share: number, from: number, to: number])[],
  random: () => number,
): number {
  const luck = random();
  const [, from, to] = within.find(([share]) => luck < share) ?? within.at(-1)!;
  return from + Math.floor(random() * (to - from + 1));
}

/** The n-th working hour from the Monday after an instant on; weekends are left out. */
function hourOf(afterMs: number, index: number): number {
  const midnight = Math.floor((afterMs + BEIJING_MS) / DAY_MS) * DAY_MS;
  const weekday = new Date(midnight).getUTCDay();
  const monday = midnight + (((8 - weekday) % 7) + (weekday === 1 ? 7 : 0)) * DAY_MS;
  const day = Math.floor(index / HOURS.length);
  const calendarDay = Math.floor(day / 5) * 7 + (day % 5);
  return monday + calendarDay * DAY_MS + HOURS[index % HOURS.length]! * HOUR_MS - BEIJING_MS;
}

/** A small generator of random numbers in [0, 1). Source: Tommy Ettinger, mulberry32. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
