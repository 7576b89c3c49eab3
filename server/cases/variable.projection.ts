import type { Urgency } from '../schema.ts';
import type { ExportedRecord, VariableValue } from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import type { CaseMeta, CaseRecord, ScopeRecord } from './case.model.ts';

/** Longest value kept, as JSON text: a larger one is of no use on a page. Unit: characters. */
const MAX_VALUE_CHARS = 200_000;

/** Variables of a case that are its metadata (agreement between packages and server). */
const META = new Set([
  'caseTitle',
  'caseNumber',
  'business',
  'urgency',
  'startedBy',
  'startedByUnit',
  'documentIds',
  'sourceCaseKey',
  'onceKey',
]);

/**
 * Keeps variables by scope, and the case's metadata up to date. VARIABLE records come first.
 * Source: intents CREATED and UPDATED; MIGRATED comes without the value and changes none.
 */
export function projectVariable(record: ExportedRecord, views: Views): void {
  if (record.intent === 'MIGRATED') return;
  const { name, value, scopeKey, processInstanceKey } = record.value as unknown as VariableValue;
  if (value.length > MAX_VALUE_CHARS) return;
  const { partitionId, position } = record;
  const scope =
    views.scopes.get(scopeKey) ??
    views.scopes.add({
      _id: scopeKey,
      partitionId,
      position: 0,
      processInstanceKey,
      values: '{}',
    });
  views.scopes.change(scope, position, (kept) => {
    valuesOf(kept)[name] = value;
  });
  const found = META.has(name) ? views.cases.get(scopeKey) : undefined;
  if (found) {
    const changed = views.cases.change(found, position, (kept) => {
      Object.assign(kept, metaOf(valuesOf(scope), kept.business));
    });
    if (changed) views.retitled.set(scopeKey, position);
  }
}

/** Scopes are changed many times in a batch: their text is made once, when written. */
const parsed = new WeakMap<ScopeRecord, Record<string, string>>();

/** Names and JSON texts of a scope's variables. */
export function valuesOf(scope: ScopeRecord): Record<string, string> {
  const known = parsed.get(scope);
  if (known) return known;
  const values = JSON.parse(scope.values) as Record<string, string>;
  remember(scope, values);
  return values;
}

function remember(scope: ScopeRecord, values: Record<string, string>): void {
  parsed.set(scope, values);
  Object.defineProperty(scope, 'values', {
    enumerable: true,
    configurable: true,
    get: () => JSON.stringify(values),
  });
}

/** The metadata that root variables say; `business` when the variables name none. */
export function metaOf(values: Readonly<Record<string, string>>, business: string): CaseMeta {
  const read = (name: string): unknown => parse(values[name]);
  const text = (name: string): string | null => {
    const value = read(name);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const ids = read('documentIds');
  return {
    business: text('business') ?? business,
    title: text('caseTitle') ?? '（无标题）',
    number: text('caseNumber'),
    urgency: urgencyOf(text('urgency')),
    startedBy: text('startedBy'),
    startedByUnit: text('startedByUnit'),
    documentIds: Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [],
    sourceCaseKey: text('sourceCaseKey'),
    onceKey: text('onceKey'),
  };
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function urgencyOf(text: string | null): Urgency {
  return text === 'urgent' || text === 'extraUrgent' ? text : 'normal';
}

/** One variable as seen from the innermost of several scopes; `undefined` when there is none. */
export function lookUp(
  scopes: readonly (Pick<ScopeRecord, 'values'> | undefined)[],
  name: string,
): unknown {
  for (const scope of scopes) {
    const values = scope && valuesOf(scope as ScopeRecord);
    if (values && Object.hasOwn(values, name)) return parse(values[name]);
  }
  return undefined;
}

/** Names → values of several scopes, innermost first: what is visible at an element. */
export function visible(
  scopes: readonly (Pick<ScopeRecord, 'values'> | undefined)[],
): Record<string, unknown> {
  const seen: Record<string, unknown> = {};
  for (const scope of scopes) {
    if (!scope) continue;
    for (const [name, text] of Object.entries(valuesOf(scope as ScopeRecord))) {
      if (!Object.hasOwn(seen, name)) seen[name] = parse(text);
    }
  }
  return seen;
}

/** Orders of urgency for lists: the most urgent first. */
export function urgencyRank(meta: Pick<CaseRecord, 'urgency'>): number {
  return { extraUrgent: 0, urgent: 1, normal: 2 }[meta.urgency];
}
