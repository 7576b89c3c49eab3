import { createHash } from 'node:crypto';
import type { ExportedRecord } from '../zeebe/record-sink.ts';
import { KeyNames } from './names.ts';
import type { Played } from './player.ts';

/** One line of a trace: an answer, or a record without what differs from run to run. */
export interface TraceLine {
  /** `answers`, or whose order it belongs to. */
  readonly group: string;
  /** What it is, in short; lines of equal title are compared field by field. */
  readonly title: string;
  readonly body: unknown;
}

/** Fields that hold a moment; kept as the distance from the record's own. */
const MOMENTS = new Set(['deadline', 'dueDate', 'messageDeadline', 'recurringTime']);

/** Moments beyond this depend on the day of the run, e.g. those of a cron line. */
const SOON_MS = 30 * 86_400_000;

/** Beyond this distance a moment was written by the scenario, not computed from the clock. */
const FAR_MS = 5 * 365 * 86_400_000;

/**
 * Moments are rounded up to this: a real broker takes its time between reading the clock and
 * writing.
 */
const STEP_MS = 5_000;

/** Documents whose fields come in no fixed order. */
const DOCUMENTS = new Set(['variables', 'customHeaders']);

/** Lists that Zeebe makes of a hash set of keys. */
const SETS = new Set(['ancestorScopeKeys']);

/** Subscriptions travel between partitions, so that their order beside the rest is not fixed. */
const TRAVELLING = new Set(['MESSAGE_SUBSCRIPTION', 'PROCESS_MESSAGE_SUBSCRIPTION']);

/** The trace of what a scenario left, the same for every run of a broker that does the same. */
export function normalize(played: Played): TraceLine[] {
  const names = new KeyNames(played.records);
  const answers = played.answers.map(({ step, answer, at }): TraceLine => {
    const { rpc, ...rest } = answer;
    return {
      group: 'answers',
      title: `step ${step} ${rpc}`,
      body: clean(rest, names, at),
    };
  });
  return [...answers, ...sortVariables(played.records).map((record) => lineOf(record, names))];
}

/**
 * Zeebe writes the variables of one document in the order of a hash table; runs of them are sorted
 * by scope and name, so that any order counts as the same.
 */
function sortVariables(records: readonly ExportedRecord[]): ExportedRecord[] {
  const sorted: ExportedRecord[] = [];
  let run: ExportedRecord[] = [];
  const flush = (): void => {
    sorted.push(...run.sort((a, b) => (variableOrder(a) < variableOrder(b) ? -1 : 1)));
    run = [];
  };
  for (const record of records) {
    if (record.valueType === 'VARIABLE') run.push(record);
    else {
      flush();
      sorted.push(record);
    }
  }
  flush();
  return sorted;
}

function variableOrder(record: ExportedRecord): string {
  return `${String(record.value['scopeKey'])} ${String(record.value['name'])}`;
}

function lineOf(record: ExportedRecord, names: KeyNames): TraceLine {
  const { recordType, valueType, intent } = record;
  const key = names.of(record.key);
  const title = `${recordType} ${valueType} ${intent} ${key}`;
  const group = groupOf(record, names);
  if (recordType === 'COMMAND') return { group, title, body: {} };
  const { rejectionType, rejectionReason, brokerVersion, recordVersion } = record;
  const refused =
    recordType === 'COMMAND_REJECTION'
      ? { rejectionType, rejectionReason: stable(names.inText(rejectionReason)) }
      : {};
  const value = clean(record.value, names, record.timestamp);
  return { group, title, body: { brokerVersion, recordVersion, ...refused, value } };
}

function groupOf(record: ExportedRecord, names: KeyNames): string {
  const { processInstanceKey } = record.value;
  const instance =
    typeof processInstanceKey === 'number' && processInstanceKey > 0
      ? String(names.of(processInstanceKey))
      : 'global';
  return TRAVELLING.has(record.valueType) ? `${instance} ${record.valueType}` : instance;
}

function clean(value: unknown, names: KeyNames, at: number, field = ''): unknown {
  if (typeof value === 'number') return cleanNumber(value, names, at, field);
  if (typeof value === 'string') return cleanText(value, names, at, field);
  if (Array.isArray(value)) {
    const items = value.map((item) => clean(item, names, at, field));
    return SETS.has(field) ? items.sort() : items;
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    return [name, clean(inner, names, at, name)];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

function cleanNumber(value: number, names: KeyNames, at: number, field: string): unknown {
  if (MOMENTS.has(field) && value > 0) {
    const away = value - at;
    if (Math.abs(away) > FAR_MS) return new Date(value).toISOString();
    if (away <= 0) return 'passed';
    if (away > SOON_MS) return 'long after';
    return `at + ${Math.ceil(away / STEP_MS) * (STEP_MS / 1000)} s`;
  }
  if (field === 'port') return 'a port';
  if (field === 'errorEventPosition') return 'a position';
  if (field === 'timestamp' || field === 'creationTimestamp') return 'a moment';
  return names.of(value);
}

function cleanText(value: string, names: KeyNames, at: number, field: string): unknown {
  if (field === 'health') return 'as the machine allows';
  if (field === 'resource') return digest(value);
  if (field === 'stacktrace') return 'a stack trace';
  if (DOCUMENTS.has(field) && value.startsWith('{')) {
    const parsed = JSON.parse(value) as unknown;
    return clean(parsed, names, at);
  }
  if (value.length > LONG_CHARS) return `${digest(value)} of ${value.length} characters`;
  return stable(names.inText(value)).replaceAll(NOW, (time) => {
    const away = Date.parse(time.replace(/[[@].*$/, '')) - at;
    if (Math.abs(away) >= NEAR_MS) return time;
    return time.replace(/^[-\dT:.]+/, 'a moment ').replace('Etc/UTC', 'UTC');
  });
}

/** Longer texts would make traces too large to keep. */
const LONG_CHARS = 20_000;

function digest(text: string): string {
  return `sha256 ${createHash('sha256').update(text).digest('hex')}`;
}

/** A date and time as FEEL prints it, with offset or zone; the zone's name is the machine's. */
const NOW = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d|@[\w/+-]+)(\[[\w/+-]+\])?/g;

/** Moments this near come from the clock, not from the scenario. */
const NEAR_MS = 30 * 86_400_000;

/** Zeebe shows the whole record that it stumbled over as Java prints it. */
const CRASHED = 'Expected to process a record without errors, but';

const TIMED_OUT = 'Request command-api to the broker timed out';

/** Parts of texts that differ from run to run: sets without order, ports, times that passed. */
function stable(text: string): string {
  return sortFindings(text)
    .replaceAll(/element types are: \[([A-Z_, ]+)\]/g, (_all, list: string) => {
      return `element types are: [${list.split(', ').sort().join(', ')}]`;
    })
    .replace(/Expected to process record '.*' without errors, but/s, CRASHED)
    .replace(/Request command-api-\d+ to [\d.]+:\d+ timed out in PT[\d.]+S/, TIMED_OUT);
}

/**
 * Zeebe lists what is wrong with a diagram in no fixed order: sorted by element, then by finding.
 */
function sortFindings(text: string): string {
  return text.replaceAll(/(?:- Element: [^\n]*(?:\n {4}- [^\n]*)+\n?)+/g, (list) => {
    const blocks = list.split(/^(?=- Element: )/m).map((block) => {
      const [head = '', ...findings] = block.trimEnd().split('\n');
      return [head, ...findings.sort()].join('\n');
    });
    return `${blocks.sort().join('\n')}\n`;
  });
}
