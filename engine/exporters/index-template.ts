import { BROKER_VERSION } from '../protocol/key.ts';
import type { ValueType } from '../protocol/value-type.ts';

/** The first part of every index's and template's name. */
export const INDEX_PREFIX = 'zeebe-record';

/** The kinds that get a template, in the order of Zeebe's exporter. Source: measured on 8.5.8. */
export const TEMPLATE_TYPES: readonly ValueType[] = [
  'DEPLOYMENT',
  'PROCESS',
  'ERROR',
  'INCIDENT',
  'JOB',
  'JOB_BATCH',
  'MESSAGE',
  'MESSAGE_BATCH',
  'MESSAGE_SUBSCRIPTION',
  'VARIABLE',
  'VARIABLE_DOCUMENT',
  'PROCESS_INSTANCE',
  'PROCESS_INSTANCE_BATCH',
  'PROCESS_INSTANCE_CREATION',
  'PROCESS_INSTANCE_MODIFICATION',
  'PROCESS_MESSAGE_SUBSCRIPTION',
  'DECISION_REQUIREMENTS',
  'DECISION',
  'DECISION_EVALUATION',
  'TIMER',
  'MESSAGE_START_EVENT_SUBSCRIPTION',
  'PROCESS_EVENT',
  'ESCALATION',
  'SIGNAL',
  'SIGNAL_SUBSCRIPTION',
  'RESOURCE_DELETION',
  'FORM',
  'USER_TASK',
  'PROCESS_INSTANCE_MIGRATION',
  'COMPENSATION_SUBSCRIPTION',
];

/** The index of a record, e.g. `zeebe-record_job_8.5.8_2026-11-23`; the day is UTC's. */
export function indexName(valueType: ValueType, timestampMs: number): string {
  return `${indexBase(valueType)}_${dayOf(timestampMs)}`;
}

/** The name of a kind's template and what is put there. */
export function templateFor(valueType: ValueType): { name: string; body: object } {
  const name = indexBase(valueType);
  const body = {
    index_patterns: [`${name}_*`],
    composed_of: [INDEX_PREFIX],
    priority: 20,
    version: 1,
    template: { settings: {}, aliases: { [`${INDEX_PREFIX}-${kebab(valueType)}`]: {} } },
  };
  return { name, body };
}

const bases = new Map<ValueType, string>();

function indexBase(valueType: ValueType): string {
  const known = bases.get(valueType);
  if (known !== undefined) return known;
  const base = `${INDEX_PREFIX}_${kebab(valueType)}_${BROKER_VERSION}`;
  bases.set(valueType, base);
  return base;
}

function kebab(valueType: ValueType): string {
  return valueType.toLowerCase().replaceAll('_', '-');
}

const DAY_MS = 86_400_000;
let lastDay = -1;
let lastDayText = '';

/** Records come in order of time, so that the day's text is nearly always the last one's. */
function dayOf(timestampMs: number): string {
  const day = Math.floor(timestampMs / DAY_MS);
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = new Date(timestampMs).toISOString().slice(0, 10);
  }
  return lastDayText;
}
