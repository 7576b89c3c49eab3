import { rollupId } from '../board/telemetry.projection.ts';
import { scopeOf, scopesAt } from '../cases/clock.projection.ts';
import { caseKeyOf, positionId } from '../cases/element.projection.ts';
import { returnIn } from '../cases/modification.projection.ts';
import {
  NO_KEY,
  type ElementValue,
  type ExportedRecord,
  type IncidentValue,
  type JobValue,
  type ModificationValue,
  type VariableValue,
} from './record.ts';
import type { Views } from './views.ts';

/**
 * Reads what a batch will change and does not have in memory, by few queries for the whole batch.
 * Documents that a record of the batch makes are not looked for: within the stream after the
 * checkpoint they are made anew from their first record on.
 */
export async function preload(records: readonly ExportedRecord[], views: Views): Promise<void> {
  const made = new Set(records.filter(makes).map((record) => record.key));
  const wanted = firstWants(records, made);
  await Promise.all([
    views.steps.load(wanted.steps),
    views.tasks.load(wanted.tasks),
    views.scopes.load(wanted.scopes),
    views.definitions.load(wanted.definitions),
    views.incidents.load(wanted.incidents),
    views.rollups.load(wanted.rollups),
  ]);
  const second = secondWants(records, views);
  await Promise.all([
    views.cases.load(second.cases),
    views.positions.load(second.positions),
    views.joins.load(second.joins),
    views.tasks.load(second.tasks),
  ]);
  await preloadClocks(records, views, made);
}

function makes(record: ExportedRecord): boolean {
  return (
    record.intent === 'ELEMENT_ACTIVATING' ||
    (record.intent === 'CREATED' && record.valueType !== 'VARIABLE')
  );
}

function isProcessBorn(record: ExportedRecord, value: ElementValue): boolean {
  return record.intent === 'ELEMENT_ACTIVATING' && value.bpmnElementType === 'PROCESS';
}

function firstWants(records: readonly ExportedRecord[], made: ReadonlySet<string>) {
  const sets = {
    steps: new Set<string>(),
    tasks: new Set<string>(),
    scopes: new Set<string>(),
    definitions: new Set<string>(),
    incidents: new Set<string>(),
    rollups: new Set<string>(),
  };
  const want = (set: Set<string>, key: string | undefined): void => {
    if (key !== undefined && key !== NO_KEY && !made.has(key)) set.add(key);
  };
  for (const record of records) {
    const value = record.value as unknown as ElementValue & JobValue & VariableValue;
    want(sets.steps, value.processInstanceKey);
    // variables of a process come before the process itself, those of other scopes after
    const root = value.scopeKey === value.processInstanceKey;
    if (record.valueType === 'VARIABLE' && root) sets.scopes.add(value.scopeKey);
    else if (record.valueType === 'VARIABLE') want(sets.scopes, value.scopeKey);
    if (record.valueType === 'INCIDENT') want(sets.incidents, record.key);
    if (record.valueType === 'JOB' || record.valueType === 'USER_TASK') {
      want(sets.tasks, record.key);
      want(sets.steps, value.elementInstanceKey);
    }
    if (record.valueType === 'PROCESS_INSTANCE_MODIFICATION') {
      const modification = record.value as unknown as ModificationValue;
      want(sets.tasks, returnIn(modification)?.taskKey);
      for (const { elementInstanceKey } of modification.terminateInstructions) {
        want(sets.steps, elementInstanceKey);
      }
    }
    if (record.valueType !== 'PROCESS_INSTANCE') continue;
    want(sets.definitions, value.processDefinitionKey);
    // a case takes its title from variables that may have come with a batch before
    if (isProcessBorn(record, value)) sets.scopes.add(record.key);
    if (record.intent !== 'SEQUENCE_FLOW_TAKEN') want(sets.steps, record.key);
    want(sets.steps, value.flowScopeKey);
    want(sets.steps, value.parentProcessInstanceKey);
    want(sets.steps, value.parentElementInstanceKey);
    const rollup = rollupId(record);
    if (rollup !== undefined) sets.rollups.add(rollup);
  }
  return sets;
}

/**
 * Tells the case of a record's process instance, also of one that the batch makes: its variables
 * come before its own record, which alone says who called it.
 */
function casesIn(
  records: readonly ExportedRecord[],
  views: Views,
): (value: ElementValue) => string {
  const parents = new Map<string, string>();
  for (const record of records) {
    if (record.valueType !== 'PROCESS_INSTANCE') continue;
    const { processInstanceKey, parentProcessInstanceKey } =
      record.value as unknown as ElementValue;
    parents.set(processInstanceKey, parentProcessInstanceKey);
  }
  const rootOf = (key: string): string => {
    const known = views.steps.get(key)?.caseKey;
    if (known !== undefined) return known;
    const parent = parents.get(key) ?? NO_KEY;
    return parent === NO_KEY ? key : rootOf(parent);
  };
  return ({ processInstanceKey }) => rootOf(processInstanceKey);
}

/** What depends on the case, which is known only by the process instances read before. */
function secondWants(records: readonly ExportedRecord[], views: Views) {
  const cases = new Set<string>();
  const positions = new Set<string>();
  const joins = new Set<string>();
  const tasks = new Set<string>();
  const caseOf = casesIn(records, views);
  for (const record of records) {
    const value = record.value as unknown as ElementValue & IncidentValue;
    if (value.processInstanceKey === undefined) continue;
    const caseKey = caseOf(value);
    cases.add(caseKey);
    if (record.valueType === 'PROCESS_INSTANCE' || record.valueType === 'INCIDENT') {
      positions.add(positionId(caseKey, value.processDefinitionKey, value.elementId));
      const step = views.steps.get(record.key);
      if (record.intent === 'ELEMENT_TERMINATED' && step?.nativeTaskKey) {
        tasks.add(step.nativeTaskKey);
      }
      const before = record.intent === 'ELEMENT_MIGRATED' ? step : undefined;
      if (before) positions.add(positionId(caseKey, before.definitionKey, before.element));
    }
    if (record.valueType === 'PROCESS_INSTANCE') {
      const flow = views.definitions
        .get(value.processDefinitionKey)
        ?.joins.find((join) => join.flow === value.elementId);
      if (flow) joins.add(`${value.flowScopeKey}|${flow.gateway}`);
      if (value.bpmnElementType.endsWith('_GATEWAY')) {
        joins.add(`${value.flowScopeKey}|${value.elementId}`);
      }
    }
  }
  return { cases, positions, joins, tasks };
}

/** Ledgers and variables, only for elements that a clock listens to. */
async function preloadClocks(
  records: readonly ExportedRecord[],
  views: Views,
  made: ReadonlySet<string>,
): Promise<void> {
  const scopes = new Set<string>();
  const clocks = new Set<string>();
  const watched = records.flatMap((record) => {
    if (record.valueType !== 'PROCESS_INSTANCE') return [];
    const value = record.value as unknown as ElementValue;
    const found = views.cases.get(caseKeyOf(value, views));
    const heard = found && views.packages.watches(found.business, value.elementId);
    return heard ? [{ record, value, found }] : [];
  });
  if (watched.length === 0) return;
  for (const record of records) {
    const { flowScopeKey } = record.value as unknown as ElementValue;
    const keys = [flowScopeKey, ...(views.steps.get(flowScopeKey ?? '')?.scopes ?? [])];
    for (const key of keys) {
      if (key !== undefined && key !== NO_KEY && !made.has(key)) scopes.add(key);
    }
  }
  await Promise.all([views.scopes.load(scopes), views.steps.load(scopes)]);
  for (const { record, value, found } of watched) {
    const chain = scopesAt(record, value, views);
    for (const clock of views.packages.clocks(found.business)) {
      const scope = scopeOf(clock, chain, views);
      if (scope === null || !made.has(scope)) clocks.add(`${found._id}|${clock.id}|${scope ?? ''}`);
    }
  }
  await views.clocks.load(clocks);
}
