import type { ElementValue, ExportedRecord } from '../stream/record.ts';
import { NO_KEY } from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import { FAR, NOT_DUE, type StepRecord } from './case.model.ts';
import { metaOf, valuesOf } from './variable.projection.ts';

/** Element types that pass in an instant: counted, but no step of the course. */
const PASSING = new Set([
  'START_EVENT',
  'END_EVENT',
  'EXCLUSIVE_GATEWAY',
  'PARALLEL_GATEWAY',
  'INCLUSIVE_GATEWAY',
  'INTERMEDIATE_THROW_EVENT',
  'BOUNDARY_EVENT',
  'SEQUENCE_FLOW',
]);
/** Element types that hold others: kept, but not shown as a step. */
const HOLDING = new Set([
  'PROCESS',
  'SUB_PROCESS',
  'EVENT_SUB_PROCESS',
  'MULTI_INSTANCE_BODY',
  'CALL_ACTIVITY',
  'EVENT_BASED_GATEWAY',
]);

/**
 * Keeps cases, their steps, the counts per element, and the tokens waiting at joins.
 * Source: Zeebe's PROCESS_INSTANCE records; order ACTIVATING, ACTIVATED, COMPLETING, COMPLETED;
 * ELEMENT_MIGRATED of the process first, then of each element that is active.
 */
export function projectElement(record: ExportedRecord, views: Views): void {
  const value = record.value as unknown as ElementValue;
  if (record.intent === 'SEQUENCE_FLOW_TAKEN') return takeFlow(record, value, views);
  if (record.intent === 'ELEMENT_ACTIVATING') {
    const caseKey = enter(record, value, views);
    count(record, value, views, caseKey, 'ELEMENT_ACTIVATING');
    return;
  }
  const caseKey = views.steps.get(value.processInstanceKey)?.caseKey;
  if (caseKey === undefined) return;
  if (record.intent === 'ELEMENT_MIGRATED') return migrate(record, value, views);
  if (record.intent === 'ELEMENT_ACTIVATED') passJoin(record, value, views);
  if (record.intent !== 'ELEMENT_COMPLETED' && record.intent !== 'ELEMENT_TERMINATED') return;
  count(record, value, views, caseKey, record.intent);
  leave(record, views, record.intent === 'ELEMENT_COMPLETED' ? 'completed' : 'terminated');
}

/** An element goes on as one of another definition: renamed, and counted there. */
function migrate(record: ExportedRecord, value: ElementValue, views: Views): void {
  const step = views.steps.get(record.key);
  if (!step) return;
  const { bpmnElementType: type, elementId, processDefinitionKey } = value;
  const definition = views.definitions.get(processDefinitionKey);
  const before = views.positions.get(positionId(step.caseKey, step.definitionKey, step.element));
  if (before) views.positions.change(before, record.position, (kept) => void (kept.active -= 1));
  count(record, value, views, step.caseKey, 'ELEMENT_ACTIVATING');
  const named = definition?.elements.find((element) => element.id === elementId)?.name;
  views.steps.change(step, record.position, (kept) => {
    kept.definitionKey = processDefinitionKey;
    kept.element = elementId;
    kept.name = named ?? (type === 'PROCESS' ? definition?.name : undefined) ?? elementId;
  });
  const found = type === 'PROCESS' ? views.cases.get(record.key) : undefined;
  if (!found) return;
  views.cases.change(found, record.position, (kept) => {
    kept.definitionKey = processDefinitionKey;
    kept.processId = value.bpmnProcessId;
    kept.version = value.version;
  });
}

/** The case of a process instance: the root of the chain of call activities. */
export function caseKeyOf(value: ElementValue, views: Views): string {
  const { processInstanceKey, parentProcessInstanceKey } = value;
  const own = views.steps.get(processInstanceKey)?.caseKey;
  if (own !== undefined) return own;
  if (parentProcessInstanceKey === NO_KEY) return processInstanceKey;
  return views.steps.get(parentProcessInstanceKey)?.caseKey ?? processInstanceKey;
}

function enter(record: ExportedRecord, value: ElementValue, views: Views): string {
  const caseKey = caseKeyOf(value, views);
  const { bpmnElementType: type, elementId } = value;
  if (type === 'PROCESS' && caseKey === record.key) addCase(record, value, views);
  if (PASSING.has(type)) return caseKey;
  const parent = type === 'PROCESS' ? undefined : views.steps.get(value.flowScopeKey);
  const caller = views.steps.get(value.parentElementInstanceKey);
  const definition = views.definitions.get(value.processDefinitionKey);
  const named = definition?.elements.find((element) => element.id === elementId);
  views.steps.add({
    ...stepBase(record, value, caseKey),
    _id: record.key,
    name: named?.name ?? (type === 'PROCESS' ? definition?.name : undefined) ?? elementId,
    scopes: [record.key, ...(parent?.scopes ?? ancestors(value, type))],
    shown: !HOLDING.has(type),
    copyKey:
      parent?.type === 'MULTI_INSTANCE_BODY'
        ? record.key
        : (parent?.copyKey ?? caller?.copyKey ?? null),
  });
  return caseKey;
}

/** Without the parent's step only the ends of the chain are known. */
function ancestors(value: ElementValue, type: string): string[] {
  if (type === 'PROCESS') return [];
  const { flowScopeKey, processInstanceKey } = value;
  return flowScopeKey === processInstanceKey ? [flowScopeKey] : [flowScopeKey, processInstanceKey];
}

function stepBase(
  record: ExportedRecord,
  value: ElementValue,
  caseKey: string,
): Omit<StepRecord, '_id' | 'name' | 'scopes' | 'shown' | 'copyKey'> {
  return {
    partitionId: record.partitionId,
    position: record.position,
    caseKey,
    processInstanceKey: value.processInstanceKey,
    definitionKey: value.processDefinitionKey,
    element: value.elementId,
    type: value.bpmnElementType,
    state: 'active',
    startedAt: record.timestamp,
    endedAt: null,
    by: null,
    byPosition: null,
    outcome: null,
    opinion: null,
    audience: [],
    dueAt: FAR,
  };
}

function addCase(record: ExportedRecord, value: ElementValue, views: Views): void {
  const scope = views.scopes.get(record.key);
  const business = views.packages.byProcess(value.bpmnProcessId)?.name ?? value.bpmnProcessId;
  const meta = metaOf(scope ? valuesOf(scope) : {}, business);
  views.cases.add({
    _id: record.key,
    partitionId: record.partitionId,
    position: record.position,
    ...meta,
    ...NOT_DUE,
    definitionKey: value.processDefinitionKey,
    processId: value.bpmnProcessId,
    version: value.version,
    state: 'active',
    incidents: 0,
    startedAt: record.timestamp,
    endedAt: null,
    lastActor: meta.startedBy,
  });
}

function leave(record: ExportedRecord, views: Views, state: 'completed' | 'terminated'): void {
  const step = views.steps.get(record.key);
  if (step) {
    views.steps.change(step, record.position, (kept) => {
      kept.state = state;
      kept.endedAt = record.timestamp;
    });
  }
  const found = views.cases.get(record.key);
  if (found) {
    views.cases.change(found, record.position, (kept) => {
      kept.state = state;
      kept.endedAt = record.timestamp;
    });
  }
}

/** `_id` of the counts of an element in a case. */
export function positionId(caseKey: string, definitionKey: string, element: string): string {
  return `${caseKey}|${definitionKey}|${element}`;
}

function count(
  record: ExportedRecord,
  value: ElementValue,
  views: Views,
  caseKey: string,
  intent: string,
): void {
  const { bpmnElementType: type, elementId, processDefinitionKey: definitionKey } = value;
  if (type === 'MULTI_INSTANCE_BODY' || type === 'PROCESS') return;
  const _id = positionId(caseKey, definitionKey, elementId);
  const { partitionId } = record;
  const counts =
    views.positions.get(_id) ??
    views.positions.add({
      _id,
      partitionId,
      position: 0,
      caseKey,
      definitionKey,
      element: elementId,
      type,
      active: 0,
      completed: 0,
      terminated: 0,
      incidents: 0,
    });
  views.positions.change(counts, record.position, (kept) => {
    if (intent === 'ELEMENT_ACTIVATING') kept.active += 1;
    else kept.active -= 1;
    if (intent === 'ELEMENT_COMPLETED') kept.completed += 1;
    if (intent === 'ELEMENT_TERMINATED') kept.terminated += 1;
  });
}

function takeFlow(record: ExportedRecord, value: ElementValue, views: Views): void {
  const definition = views.definitions.get(value.processDefinitionKey);
  const gateway = definition?.joins.find(({ flow }) => flow === value.elementId)?.gateway;
  const caseKey = views.steps.get(value.processInstanceKey)?.caseKey;
  if (gateway === undefined || caseKey === undefined) return;
  const { partitionId, position } = record;
  const scopeKey = value.flowScopeKey;
  const _id = `${scopeKey}|${gateway}`;
  const join =
    views.joins.get(_id) ??
    views.joins.add({ _id, partitionId, position: 0, caseKey, scopeKey, gateway, tokens: [] });
  views.joins.change(join, position, ({ tokens }) => {
    const token = tokens.find(({ flow }) => flow === value.elementId);
    if (token) token.count += 1;
    else tokens.push({ flow: value.elementId, count: 1 });
  });
}

/**
 * A join that is entered takes one token of each flow.
 * Source: Zeebe's `ProcessInstanceElementActivatedApplier`.
 */
function passJoin(record: ExportedRecord, value: ElementValue, views: Views): void {
  const join = views.joins.get(`${value.flowScopeKey}|${value.elementId}`);
  if (!join) return;
  views.joins.change(join, record.position, (kept) => {
    kept.tokens = kept.tokens
      .map(({ flow, count: tokens }) => ({ flow, count: tokens - 1 }))
      .filter((token) => token.count > 0);
  });
}
