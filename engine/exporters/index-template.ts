import { BROKER_VERSION } from '../protocol/key.ts';
import type { ValueType } from '../protocol/value-type.ts';
import { INDEX_FIELDS, type IndexedType, type IndexFields } from './index-fields.ts';

/** The first part of every index's and template's name. */
export const INDEX_PREFIX = 'zeebe-record';

/** Kinds that Zeebe's exporter leaves out unless it is told to take them. */
const LEFT_OUT: ReadonlySet<ValueType> = new Set([
  'JOB_BATCH',
  'MESSAGE_BATCH',
  'PROCESS_INSTANCE_BATCH',
  'PROCESS_EVENT',
]);

/** Kinds whose indices Zeebe splits in three, because most records are of them. */
const SPLIT: ReadonlySet<ValueType> = new Set(['JOB', 'PROCESS_INSTANCE', 'USER_TASK']);

/** The kinds that get an index, in the order of Zeebe's exporter. */
export function indexedTypes(everything: boolean): IndexedType[] {
  const types = Object.keys(INDEX_FIELDS) as IndexedType[];
  return everything ? types : types.filter((valueType) => !LEFT_OUT.has(valueType));
}

/** The index of a record, e.g. `zeebe-record_job_8.5.8_2026-11-23`; the day is UTC's. */
export function indexName(valueType: ValueType, timestampMs: number): string {
  return `${indexBase(valueType)}_${dayOf(timestampMs)}`;
}

/** The name of a kind's template and what is put there. */
export function templateFor(valueType: IndexedType): { name: string; body: object } {
  const name = indexBase(valueType);
  const value = { dynamic: 'strict', properties: properties(INDEX_FIELDS[valueType]) };
  const body = {
    index_patterns: [`${name}_*`],
    composed_of: [INDEX_PREFIX],
    priority: 20,
    version: 1,
    template: {
      settings: settings(SPLIT.has(valueType) ? 3 : 1),
      aliases: { [`${INDEX_PREFIX}-${kebab(valueType)}`]: {} },
      mappings: { properties: { value } },
    },
  };
  return { name, body };
}

/** What every index shares: the fields around a record's value. */
export function componentTemplate(): object {
  const mappings = { dynamic: 'strict', properties: properties(RECORD_FIELDS) };
  return { version: 1, template: { settings: settings(1), mappings } };
}

const RECORD_FIELDS: IndexFields = {
  keyword: 'intent recordType rejectionType valueType brokerVersion',
  text: 'rejectionReason',
  long: 'position sourceRecordPosition key sequence',
  integer: 'partitionId recordVersion',
  date: 'timestamp',
  opaque: 'authorizations',
};

function settings(shards: number): object {
  return {
    number_of_shards: shards,
    number_of_replicas: 0,
    'index.queries.cache.enabled': false,
  };
}

/** Elasticsearch's own notation of the fields. */
function properties(fields: IndexFields): Record<string, object> {
  const { objects = {}, nested: _, ...simple } = fields;
  const listed = Object.entries(simple).flatMap(([type, names]) =>
    String(names)
      .split(' ')
      .map((name) => [name, typeOf(type)] as const),
  );
  const held = Object.entries(objects).map(([name, inner]) => {
    const extra = inner.nested ? { type: 'nested', dynamic: 'strict' } : {};
    return [name, { ...extra, properties: properties(inner) }] as const;
  });
  return Object.fromEntries([...listed, ...held]);
}

function typeOf(kind: string): object {
  if (kind === 'opaque') return { enabled: false };
  const bound = /^keyword(\d+)$/.exec(kind)?.[1];
  return bound === undefined ? { type: kind } : { type: 'keyword', ignore_above: Number(bound) };
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
