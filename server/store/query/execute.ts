import { decode, type Doc } from '../bson/decode.ts';
import type { Collection, Stored } from '../storage/collection.ts';
import type { Tables } from '../storage/tables.ts';
import type { Filter } from './filter.ts';
import { makePlan, openPlan, type Plan } from './plan.ts';
import type { Source } from './scan.ts';
import { Sorter, sortKey, type SortField } from './sort.ts';

/** A query as commands ask it. */
export interface Query {
  filter: Filter;
  sort: readonly SortField[];
  skip: number;
  /** 0 without limit. */
  limit: number;
  hint?: unknown;
}

/** Documents one by one; able to let go of the database between batches. */
export interface Stream<T> {
  next(): T | null;
  pause(): void;
}

/** Figures of an execution, as `explain` shows them. */
export interface Figures {
  keysExamined: number;
  docsExamined: number;
  returned: number;
}

/** Runs a query: plan, filter, sort, skip and limit. */
export class Execution implements Stream<Stored> {
  readonly plan: Plan;
  docsExamined = 0;
  returned = 0;
  readonly #c: Collection;
  readonly #q: Query;
  readonly #source: Source;
  readonly #fields: ReadonlySet<string> | null;
  #sorted: Stored[] | null = null;
  #sortedAt = 0;
  #skipped = 0;

  constructor(tables: Tables, c: Collection, q: Query) {
    this.#c = c;
    this.#q = q;
    this.plan = makePlan(tables, c, {
      filter: q.filter,
      sort: q.sort,
      limit: q.limit && q.limit + q.skip,
      hint: q.hint,
    });
    this.#source = openPlan(tables, this.plan);
    this.#fields = q.filter.fields;
  }

  get figures(): Figures {
    return {
      keysExamined: this.#source.keysExamined,
      docsExamined: this.docsExamined,
      returned: this.returned,
    };
  }

  next(): Stored | null {
    if (this.#q.limit > 0 && this.returned >= this.#q.limit) {
      this.pause();
      return null;
    }
    while (this.#skipped < this.#q.skip) {
      if (!this.#ordered()) return null;
      this.#skipped++;
    }
    const found = this.#ordered();
    if (found) this.returned++;
    return found;
  }

  #ordered(): Stored | null {
    if (this.plan.sorted) return this.#matching();
    this.#sorted ??= this.#sort();
    return this.#sorted[this.#sortedAt++] ?? null;
  }

  #sort(): Stored[] {
    const { sort, limit, skip } = this.#q;
    const fields = new Set(sort.map((s) => s.parts[0] as string));
    const sorter = new Sorter<Stored>(limit && limit + skip, (s) => s.raw.length);
    for (let s = this.#matching(); s; s = this.#matching()) {
      sorter.add(sortKey(decode(s.raw, 0, fields), sort), s);
    }
    return sorter.sorted();
  }

  #matching(): Stored | null {
    for (;;) {
      const hit = this.#source.next();
      if (!hit) return null;
      const raw = hit.raw ?? this.#c.get(hit.idk);
      if (!raw) continue;
      this.docsExamined++;
      if (this.plan.exact || this.#q.filter.matches(decode(raw, 0, this.#fields))) {
        return { idk: hit.idk, raw };
      }
    }
  }

  pause(): void {
    this.#source.pause();
  }
}

/** All that a query finds, at once: for writes, which must not read what they wrote. */
export function findAll(tables: Tables, c: Collection, q: Query): Stored[] {
  const run = new Execution(tables, c, q);
  const found: Stored[] = [];
  for (let s = run.next(); s; s = run.next()) found.push(s);
  run.pause();
  return found;
}

/** Keys of all that a query finds, documents left behind: an update of many may find many. */
export function findIds(tables: Tables, c: Collection, q: Query): { idk: Buffer; raw: null }[] {
  const run = new Execution(tables, c, q);
  const found: { idk: Buffer; raw: null }[] = [];
  for (let s = run.next(); s; s = run.next()) found.push({ idk: Buffer.from(s.idk), raw: null });
  run.pause();
  return found;
}

/** The first that a query finds. */
export function findFirst(tables: Tables, c: Collection, q: Query): Stored | null {
  const run = new Execution(tables, c, q);
  const found = run.next();
  run.pause();
  return found;
}

/** How many documents match, by keys alone where they say enough. */
export function countMatching(tables: Tables, c: Collection, q: Query): number {
  const plan = makePlan(tables, c, q);
  let n: number;
  if (isEverything(plan, c)) n = c.count;
  else if (plan.kind === 'index' && plan.exact) n = countEntries(tables, plan);
  else {
    const run = new Execution(tables, c, { ...q, sort: [], skip: 0, limit: 0 });
    n = 0;
    const enough = q.limit > 0 ? q.skip + q.limit : Infinity;
    while (n < enough && run.next()) n++;
    run.pause();
  }
  n = Math.max(0, n - q.skip);
  return q.limit > 0 ? Math.min(n, q.limit) : n;
}

function isEverything(plan: Plan, c: Collection): boolean {
  return plan.kind === 'docs' && plan.exact && plan.range.lo === c.prefix;
}

function countEntries(tables: Tables, plan: Plan & { kind: 'index' }): number {
  let n = 0;
  for (const g of plan.plan.groups) {
    for (const r of g.ranges) n += tables.entries.getCount({ start: r.lo, end: r.hi });
  }
  return n;
}

/** A document decoded whole, or only in some fields. */
export function docOf(s: Stored, fields?: ReadonlySet<string> | null): Doc {
  return decode(s.raw, 0, fields);
}
