import { FAR } from '../cases/case.model.ts';
import { dayOf, isoOf } from '../clock/index.ts';
import type { ElementValue, ExportedRecord } from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import { BUCKETS, bucketOf, type RollupRecord } from './rollup.model.ts';

/** Element types whose durations say where time is spent. */
const MEASURED = new Set([
  'USER_TASK',
  'SERVICE_TASK',
  'SEND_TASK',
  'RECEIVE_TASK',
  'BUSINESS_RULE_TASK',
  'SCRIPT_TASK',
  'INTERMEDIATE_CATCH_EVENT',
  'CALL_ACTIVITY',
  'SUB_PROCESS',
]);

/** `_id` of the telemetry that a record adds to; undefined when it adds to none. */
export function rollupId(record: ExportedRecord): string | undefined {
  const value = record.value as unknown as ElementValue;
  const date = isoOf(dayOf(record.timestamp));
  if (isRoot(record, value)) return `${record.partitionId}|business|${value.bpmnProcessId}|${date}`;
  if (!MEASURED.has(value.bpmnElementType)) return undefined;
  return `${record.partitionId}|element|${value.processDefinitionKey}|${value.elementId}|${date}`;
}

/** Counts starts, completions, durations and lateness per element and business, by day. */
export function projectTelemetry(record: ExportedRecord, views: Views): void {
  const entered = record.intent === 'ELEMENT_ACTIVATING';
  if (!entered && record.intent !== 'ELEMENT_COMPLETED') return;
  const _id = rollupId(record);
  if (_id === undefined) return;
  const value = record.value as unknown as ElementValue;
  const rollup = views.rollups.get(_id) ?? views.rollups.add(empty(_id, record, value, views));
  const step = views.steps.get(record.key);
  const dueAt = isRoot(record, value)
    ? (views.cases.get(record.key)?.dueAt ?? FAR)
    : (step?.dueAt ?? FAR);
  views.rollups.change(rollup, record.position, (kept) => {
    if (entered) {
      kept.started += 1;
      return;
    }
    const durationMs = Math.max(0, record.timestamp - (step?.startedAt ?? record.timestamp));
    kept.completed += 1;
    kept.sumMs += durationMs;
    kept.buckets[bucketOf(durationMs)] = (kept.buckets[bucketOf(durationMs)] ?? 0) + 1;
    if (dueAt < FAR) kept.limited += 1;
    if (record.timestamp > dueAt) kept.overdue += 1;
  });
}

function isRoot(record: ExportedRecord, value: ElementValue): boolean {
  return (
    value.bpmnElementType === 'PROCESS' &&
    value.parentProcessInstanceKey === '-1' &&
    record.key === value.processInstanceKey
  );
}

function empty(
  _id: string,
  record: ExportedRecord,
  value: ElementValue,
  views: Views,
): RollupRecord {
  return {
    _id,
    partitionId: record.partitionId,
    position: 0,
    kind: isRoot(record, value) ? 'business' : 'element',
    date: isoOf(dayOf(record.timestamp)),
    business: views.packages.owning(value.bpmnProcessId)?.name ?? value.bpmnProcessId,
    definitionKey: value.processDefinitionKey,
    element: value.elementId,
    started: 0,
    completed: 0,
    overdue: 0,
    limited: 0,
    sumMs: 0,
    buckets: Array.from({ length: BUCKETS }, () => 0),
  };
}
