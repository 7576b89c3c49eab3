import type { ExportedRecord } from '../zeebe/record-sink.ts';
import type { InstanceChoice, JobChoice } from './step.ts';

const JOB_ENDS = ['COMPLETED', 'CANCELED', 'ERROR_THROWN'];

/** What the steps of a scenario can refer to, read from the records so far. */
export class World {
  private readonly records: () => readonly ExportedRecord[];

  constructor(records: () => readonly ExportedRecord[]) {
    this.records = records;
  }

  /** The key of a job. Throws when there is no such job: a scenario that means another. */
  job(choice: JobChoice): number {
    if (choice.key !== undefined) return choice.key;
    const ended = new Set(this.events('JOB', ...JOB_ENDS).map((record) => record.key));
    const jobs = this.events('JOB', 'CREATED')
      .filter((record) => record.value['elementId'] === choice.element)
      .filter((record) => choice.ended === true || !ended.has(record.key));
    return this.pick(jobs, (choice.nth ?? 1) - 1, `job of ${choice.element}`);
  }

  /** The key of a process instance by its number, or by its process (the newest). */
  instance(choice: InstanceChoice = 1): number {
    if (typeof choice === 'number' && choice > 1000) return choice;
    const all = this.events('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING').filter(
      (record) => record.value['bpmnElementType'] === 'PROCESS',
    );
    if (typeof choice === 'number') return this.pick(all, choice - 1, `instance ${choice}`);
    const own = all.filter((record) => record.value['bpmnProcessId'] === choice);
    return this.pick(own, own.length - 1, `instance of ${choice}`);
  }

  /** The newest instance of an element, its nth (`id#n`), a process instance, or the very key. */
  element(choice: string | number): number {
    if (typeof choice === 'number') return this.instance(choice);
    const [id = '', nth] = choice.split('#');
    const all = this.events('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING').filter(
      (record) => record.value['elementId'] === id,
    );
    const index = nth === undefined ? all.length - 1 : Number(nth) - 1;
    return this.pick(all, index, `instance of element ${choice}`);
  }

  /** The nth open incident, from 1, or the very key. */
  incident(choice: number): number {
    if (choice > 1000) return choice;
    const ended = new Set(this.events('INCIDENT', 'RESOLVED').map((record) => record.key));
    const open = this.events('INCIDENT', 'CREATED').filter((record) => !ended.has(record.key));
    return this.pick(open, choice - 1, `incident ${choice}`);
  }

  /** The key of the nth user task of an element, from 1, ended or not. */
  userTask(element: string, nth: number): number {
    const all = this.events('USER_TASK', 'CREATED').filter(
      (record) => record.value['elementId'] === element,
    );
    return this.pick(all, nth - 1, `user task of ${element}`);
  }

  /** The key of a definition: by its id, of the given version (`id#version` too) or the newest. */
  definition(kind: 'process' | 'drg' | 'decision' | 'form', name: string, given?: number): number {
    const [id = '', ofName] = name.split('#');
    const version = ofName === undefined ? given : Number(ofName);
    const [valueType, idField] = {
      process: ['PROCESS', 'bpmnProcessId'],
      drg: ['DECISION_REQUIREMENTS', 'decisionRequirementsId'],
      decision: ['DECISION', 'decisionId'],
      form: ['FORM', 'formId'],
    }[kind] as [string, string];
    const all = this.events(valueType, 'CREATED')
      .filter((record) => record.value[idField] === id)
      .filter(
        ({ value }) =>
          version === undefined ||
          (value['version'] ?? value['decisionRequirementsVersion']) === version,
      );
    return this.pick(all, all.length - 1, `${kind} ${id}`);
  }

  /** The broker's time of the newest record, epoch milliseconds. */
  now(): number {
    return this.records().at(-1)?.timestamp ?? 0;
  }

  /** Whether a record has these fields, itself or in its value. */
  has(fields: Readonly<Record<string, unknown>>): boolean {
    return this.records().some((record) =>
      Object.entries(fields).every(
        ([name, value]) =>
          (record as unknown as Record<string, unknown>)[name] === value ||
          record.value[name] === value,
      ),
    );
  }

  private events(valueType: string, ...intents: readonly string[]): ExportedRecord[] {
    return this.records().filter(
      (record) =>
        record.recordType === 'EVENT' &&
        record.valueType === valueType &&
        intents.includes(record.intent),
    );
  }

  private pick(records: readonly ExportedRecord[], index: number, what: string): number {
    const found = records[index];
    if (!found) throw new Error(`The scenario means a ${what}, but there is none`);
    return found.key;
  }
}
