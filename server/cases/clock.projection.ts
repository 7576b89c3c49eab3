import {
  clockState,
  entriesFor,
  ladderFor,
  parseLadder,
  parseLimit,
  type ClockDefinition,
  type Ladder,
  type LedgerEntry,
} from '../clock/index.ts';
import { feel } from '../forms/feel.ts';
import type { ElementValue, ExportedRecord } from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import { FAR, NOT_DUE, type ClockRecord, type ScopeRecord } from './case.model.ts';
import { dueOfClock } from './due.ts';
import { lookUp, visible } from './variable.projection.ts';

const ON = {
  ELEMENT_ACTIVATED: 'activated',
  ELEMENT_COMPLETED: 'completed',
  ELEMENT_TERMINATED: 'terminated',
} as const;

/**
 * Keeps the ledgers of a case's clocks: an element that a clock of the business listens to adds an
 * entry. Due times beside them are a cache, derived again with each entry.
 */
export function projectClock(record: ExportedRecord, views: Views): void {
  const on = ON[record.intent as keyof typeof ON];
  const value = record.value as unknown as ElementValue;
  const caseKey = views.steps.get(value.processInstanceKey)?.caseKey;
  const found = caseKey === undefined ? undefined : views.cases.get(caseKey);
  if (on === undefined || !found) return;
  if (!views.packages.watches(found.business, value.elementId)) return;
  const clocks = clocksAt(value, views, found.business);
  const { partitionId, position, timestamp: at } = record;
  const fact = { partitionId, position, at, elementId: value.elementId, on };
  const chain = scopesAt(record, value, views);
  const scopes = chain.map((key) => views.scopes.get(key));
  const by = views.steps.get(record.key)?.by ?? 'system';
  for (const entry of entriesFor(clocks, fact, (text) => evaluateIn(scopes, text), by)) {
    const clock = clocks.find(({ id }) => id === entry.clockId);
    if (clock) addEntry(views, found._id, clock, entry, scopeOf(clock, chain, views), partitionId);
  }
  views.cases.change(found, position, (kept) => {
    Object.assign(kept, firstDue(views, kept._id));
  });
}

/** Most rules name one variable: then the others, which may be large, need not be read. */
function evaluateIn(scopes: readonly (ScopeRecord | undefined)[], text: string): unknown {
  return /^[A-Za-z_]\w*$/.test(text) ? lookUp(scopes, text) : feel(text, visible(scopes));
}

/**
 * The clocks that hear an element. Of a multi-instance the clock of the case hears the whole (all
 * copies done), a clock with a scope hears each run.
 */
function clocksAt(value: ElementValue, views: Views, business: string): ClockDefinition[] {
  const all = [...views.packages.clocks(business)];
  if (value.bpmnElementType === 'MULTI_INSTANCE_BODY') {
    return all.filter(({ scope }) => scope === undefined);
  }
  const around = views.steps.get(value.flowScopeKey);
  const run = around?.type === 'MULTI_INSTANCE_BODY' && around.element === value.elementId;
  return run ? all.filter(({ scope }) => scope !== undefined) : all;
}

/** Scopes at an element, innermost first. Passing elements have no step of their own. */
export function scopesAt(record: ExportedRecord, value: ElementValue, views: Views): string[] {
  const own = views.steps.get(record.key)?.scopes;
  if (own) return own;
  const around = views.steps.get(value.flowScopeKey)?.scopes;
  return around ?? [value.flowScopeKey, value.processInstanceKey];
}

/** The run of the clock's sub-process that the element lies in, when the clock has a scope. */
export function scopeOf(
  clock: ClockDefinition,
  chain: readonly string[],
  views: Views,
): string | null {
  if (clock.scope === undefined) return null;
  const runs = chain.filter((key) => {
    const step = views.steps.get(key);
    return step?.element === clock.scope && step?.type !== 'MULTI_INSTANCE_BODY';
  });
  return runs[0] ?? null;
}

function addEntry(
  views: Views,
  caseKey: string,
  clock: ClockDefinition,
  entry: LedgerEntry,
  scopeKey: string | null,
  partitionId: number,
): void {
  const _id = `${caseKey}|${clock.id}|${scopeKey ?? ''}`;
  const kept =
    views.clocks.get(_id) ??
    views.clocks.add({
      _id,
      partitionId,
      position: 0,
      caseKey,
      clockId: clock.id,
      scopeKey,
      status: 'notStarted',
      entries: [],
      ...NOT_DUE,
    });
  if (kept.entries.some(({ id }) => id === entry.id)) return;
  views.clocks.change(kept, entry.position, (ledger) => {
    ledger.entries = [...ledger.entries, entry];
    const ladder = ladderOf(clock, ledger.entries);
    const state = clockState(ledger.entries, views.calendar, entry.at, ladder);
    Object.assign(ledger, dueOfClock(views.calendar, state, ladder), { status: state.status });
  });
}

/** The ladder a clock's manifest declares, else the usual one for the limit it started with. */
export function ladderOf(
  clock: ClockDefinition,
  entries: readonly Pick<LedgerEntry, 'limit'>[],
): Ladder {
  const declared = (clock as { ladder?: Parameters<typeof parseLadder>[0] }).ladder;
  const read = declared ? parseLadder(declared) : undefined;
  const limit = entries.findLast((entry) => entry.limit !== undefined)?.limit ?? clock.limit;
  return read ?? ladderFor(parseLimit(limit) ?? { count: 5, unit: 'wd' });
}

/** The ladder of a step's own clock, when the package declares one with the step as its start. */
export function stepLadder(
  clocks: readonly ClockDefinition[],
  element: string,
): Ladder | undefined {
  const clock = clocks.find(
    ({ kind, start }) => kind === 'step' && start.some((rule) => rule.element === element),
  );
  return clock ? ladderOf(clock, []) : undefined;
}

/** The clock of the whole case that ends first. */
function firstDue(views: Views, caseKey: string): Partial<ClockRecord> {
  const business = views.cases.get(caseKey)?.business ?? '';
  let first = { ...NOT_DUE };
  for (const { id, scope } of views.packages.clocks(business)) {
    const clock = scope === undefined ? views.clocks.get(`${caseKey}|${id}|`) : undefined;
    if (!clock || clock.dueAt >= Math.min(first.dueAt, FAR)) continue;
    const { dueAt, blueAt, yellowAt, redAt, provisional } = clock;
    first = { dueAt, blueAt, yellowAt, redAt, provisional };
  }
  return first;
}
