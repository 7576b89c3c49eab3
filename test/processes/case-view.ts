import { evaluate } from 'feelin';
import type { ManifestClock } from '../../processes/package/index.ts';
import { entriesFor, type ElementFact, type LedgerEntry } from '../../server/clock/index.ts';
import type { ExportedRecord } from '../zeebe/record-sink.ts';

/** The job type of user tasks. */
export const USER_TASK = 'io.camunda.zeebe:userTask';

/** An open job of the case. */
export interface OpenJob {
  key: string;
  type: string;
  elementId: string;
  scopeKey: number;
  groups: string[];
  assignee: string;
}

const ON: Readonly<Record<string, ElementFact['on']>> = {
  ELEMENT_ACTIVATED: 'activated',
  ELEMENT_COMPLETED: 'completed',
  ELEMENT_TERMINATED: 'terminated',
};

/** What the record stream says of one case: the same facts the server's projections use. */
export class CaseView {
  readonly jobs = new Map<number, OpenJob>();
  readonly timers = new Map<number, number>();
  readonly incidents = new Map<number, string>();
  readonly passed = new Map<string, number>();
  readonly ledger: LedgerEntry[] = [];
  readonly active = new Map<number, { elementId: string; scopeKey: number }>();
  completed = false;
  /** Events of the case so far. */
  own = 0;
  terminated = false;
  private readonly variables = new Map<number, Map<string, unknown>>();
  private readonly parents = new Map<number, number>();
  private readonly bodies = new Map<number, string>();
  private seen = 0;
  private readonly key: number;
  private readonly clocks: readonly ManifestClock[];

  constructor(key: number, clocks: readonly ManifestClock[]) {
    this.key = key;
    this.clocks = clocks.filter((clock) => clock.scope === undefined);
  }

  /** Reads the records that are new since the last call. */
  read(records: readonly ExportedRecord[]): void {
    for (; this.seen < records.length; this.seen++) {
      const record = records[this.seen];
      if (record?.recordType === 'EVENT' && record.value['processInstanceKey'] === this.key) {
        this.own += 1;
        this.apply(record);
      }
    }
  }

  /** A variable of the case itself. */
  variable(name: string): unknown {
    return this.variables.get(this.key)?.get(name);
  }

  private apply(record: ExportedRecord): void {
    switch (record.valueType) {
      case 'JOB':
        return this.job(record);
      case 'TIMER':
        return this.timer(record);
      case 'VARIABLE':
        return this.setVariable(record.value);
      case 'PROCESS_INSTANCE':
        return this.element(record);
      case 'INCIDENT':
        if (record.intent === 'CREATED') {
          const { elementId, errorType, errorMessage } = record.value;
          this.incidents.set(record.key, `${elementId}: ${errorType}: ${errorMessage}`);
        }
        if (record.intent === 'RESOLVED') this.incidents.delete(record.key);
    }
  }

  private job({ key, intent, value }: ExportedRecord): void {
    if (['COMPLETED', 'CANCELED', 'ERROR_THROWN'].includes(intent)) this.jobs.delete(key);
    if (intent !== 'CREATED') return;
    const headers = value['customHeaders'] as Record<string, string>;
    const groups = headers['io.camunda.zeebe:candidateGroups'];
    this.jobs.set(key, {
      key: String(key),
      type: String(value['type']),
      elementId: String(value['elementId']),
      scopeKey: Number(value['elementInstanceKey']),
      groups: groups ? (JSON.parse(groups) as string[]) : [],
      assignee: headers['io.camunda.zeebe:assignee'] ?? '',
    });
  }

  private timer({ key, intent, value }: ExportedRecord): void {
    if (intent === 'CREATED') this.timers.set(key, Number(value['dueDate']));
    if (intent === 'TRIGGERED' || intent === 'CANCELED') this.timers.delete(key);
  }

  private setVariable(value: Readonly<Record<string, unknown>>): void {
    const scope = Number(value['scopeKey']);
    const scoped = this.variables.get(scope) ?? new Map<string, unknown>();
    scoped.set(String(value['name']), JSON.parse(String(value['value'])));
    this.variables.set(scope, scoped);
  }

  private element({ key, intent, value, partitionId, position, timestamp }: ExportedRecord): void {
    const elementId = String(value['elementId']);
    this.parents.set(key, Number(value['flowScopeKey']));
    if (intent === 'ELEMENT_ACTIVATED') {
      this.active.set(key, { elementId, scopeKey: Number(value['flowScopeKey']) });
    }
    if (intent === 'ELEMENT_COMPLETED') {
      this.passed.set(elementId, (this.passed.get(elementId) ?? 0) + 1);
      if (key === this.key) this.completed = true;
    }
    if (intent === 'ELEMENT_TERMINATED' && key === this.key) this.terminated = true;
    if (value['bpmnElementType'] === 'MULTI_INSTANCE_BODY') this.bodies.set(key, elementId);
    const on = ON[intent];
    if (!on) return;
    if (on !== 'activated') this.active.delete(key);
    // A clock of the case hears a multi-instance as a whole, not each of its runs.
    if (this.bodies.get(Number(value['flowScopeKey'])) === elementId) return;
    const fact = { partitionId, position, at: timestamp, elementId, on };
    this.ledger.push(...entriesFor(this.clocks, fact, (feel) => this.evaluate(feel, key)));
  }

  private evaluate(feel: string, scopeKey: number): unknown {
    const scopes: Map<string, unknown>[] = [];
    for (let scope = scopeKey; scope > 0; scope = this.parents.get(scope) ?? -1) {
      const found = this.variables.get(scope);
      if (found) scopes.unshift(found);
    }
    const visible = Object.fromEntries(scopes.flatMap((scope) => [...scope]));
    return (evaluate(feel, visible) as { value?: unknown }).value;
  }
}
