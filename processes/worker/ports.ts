/**
 * What workers may ask of the world. The server implements it (`server/workers`), tests in memory.
 * Every call with an effect carries the job's key and does its effect once per key.
 */

/** Document and case numbers: per series and year, no gaps, no duplicates, under concurrency. */
export interface Numbering {
  /**
   * The next number of a series, or the same one again for the same `onceKey`.
   * `pattern` holds `{year}`, `{seq}` or `{seq:4}` (padded): `督办〔{year}〕{seq}号`.
   * @param series what counts together, e.g. `supervision:330800`; each year begins at 1
   */
  next(request: {
    series: string;
    pattern: string;
    year: number;
    onceKey: string;
  }): Promise<string>;
}

/** A stretch that does not count (epoch milliseconds), e.g. an expert review. */
export interface ClockPause {
  from: number;
  to: number;
}

/** The legal clock, as in `server/clock`: the same arithmetic for timers and for pages. */
export interface LegalClock {
  /** Now, epoch milliseconds; moved by tests. */
  now(): number;
  /**
   * Last instant of a limit begun at `from` (epoch ms), the pauses not counted; `undefined` when
   * `limit` is no limit.
   */
  dueAt(
    from: number,
    limit: string,
    pauses?: readonly ClockPause[],
  ): { dueAt: number; provisional: boolean } | undefined;
  /** The instant at which `before` (a limit, e.g. `2wd`) is left until `dueAt`. */
  before(dueAt: number, before: string): number | undefined;
}

/** What a notice is about, for the recipient's list and the count of reminders. */
export type NoticeKind = 'reminder' | 'information' | 'warning' | 'overdue';

/** Notices to people: in-site message always, SMS or mail by the server's configuration. */
export interface Notifier {
  /** `to`: candidate groups as in diagrams: `unit:330825/role:clerk`, `person:…`, `role:…`. */
  send(notice: {
    to: readonly string[];
    kind: NoticeKind;
    title: string;
    text: string;
    caseKey: string;
    elementInstanceKey: string;
    onceKey: string;
  }): Promise<void>;
}

/** The organisation. */
export interface Organisation {
  /** Name of a unit; the code itself when unknown. */
  unitName(code: string): string;
  /** Codes of a unit group (`all-500`, `counties`, …); empty when unknown. */
  unitsOf(group: string): Promise<readonly string[]>;
  /** Which of the codes are no receiving unit. */
  unknownUnits(codes: readonly string[]): Promise<readonly string[]>;
}

/** Starting another case from a case. */
export interface Cases {
  /** Starts a business once per `onceKey`; answers the new case's key. */
  start(request: {
    business: string;
    variables: Record<string, unknown>;
    onceKey: string;
  }): Promise<{ caseKey: string }>;
}

/** All of them. */
export interface Ports {
  numbering: Numbering;
  clock: LegalClock;
  notifier: Notifier;
  organisation: Organisation;
  cases: Cases;
}
