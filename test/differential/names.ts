import type { ExportedRecord } from '../zeebe/record-sink.ts';

/** The least number that is a key of partition 1; smaller numbers are not renamed. */
const FIRST_KEY = 2 ** 51;

/** More keys than any run gives out; larger numbers are only numbers. */
const LAST_KEY = FIRST_KEY + 10 ** 9;

type Field = (name: string) => string;

/** What a key of each kind of record is called after. */
const LABELS: Readonly<Record<string, (field: Field) => string>> = {
  PROCESS_INSTANCE: (f) =>
    f('bpmnElementType') === 'PROCESS'
      ? `instance(${f('bpmnProcessId')})`
      : f('elementId') || 'nothing',
  JOB: (f) => `job(${f('elementId')})`,
  VARIABLE: (f) => `variable(${f('name')})`,
  TIMER: (f) => `timer(${f('targetElementId')})`,
  INCIDENT: (f) => `incident(${f('elementId')})`,
  PROCESS: (f) => `process(${f('bpmnProcessId')})`,
  FORM: (f) => `form(${f('formId')})`,
  DECISION: (f) => `decision(${f('decisionId')})`,
  DECISION_REQUIREMENTS: (f) => `drg(${f('decisionRequirementsId')})`,
  MESSAGE: (f) => `message(${f('name')})`,
  MESSAGE_SUBSCRIPTION: (f) => `message-subscription(${f('messageName')})`,
  PROCESS_MESSAGE_SUBSCRIPTION: (f) => `process-message-subscription(${f('elementId')})`,
  MESSAGE_START_EVENT_SUBSCRIPTION: (f) => `message-start(${f('startEventId')})`,
  SIGNAL_SUBSCRIPTION: (f) => `signal-subscription(${f('catchEventId')})`,
};

/** Gives every key a name that does not depend on how many keys were given out before it. */
export class KeyNames {
  private readonly names = new Map<number, string>();
  private readonly counts = new Map<string, number>();

  constructor(records: readonly ExportedRecord[]) {
    for (const record of records) {
      if (record.key < FIRST_KEY || this.names.has(record.key)) continue;
      const field: Field = (name) => String(record.value[name] ?? '');
      const label = LABELS[record.valueType]?.(field);
      this.give(record.key, label ?? record.valueType.toLowerCase().replaceAll('_', '-'));
    }
  }

  /** The name of a key; -1 and the like stay what they are. */
  of(key: number): string | number {
    if (key < FIRST_KEY || key > LAST_KEY) return key;
    return this.names.get(key) ?? this.give(key, 'key');
  }

  /** Replaces the keys inside a text. */
  inText(text: string): string {
    return text.replaceAll(/\b22517998\d{8}\b/g, (digits) => String(this.of(Number(digits))));
  }

  private give(key: number, label: string): string {
    const count = (this.counts.get(label) ?? 0) + 1;
    this.counts.set(label, count);
    const name = `${label}#${count}`;
    this.names.set(key, name);
    return name;
  }
}
