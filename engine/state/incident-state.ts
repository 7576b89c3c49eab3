import type { IncidentValue } from '../protocol/value/incident.value.ts';
import type { KeyTable } from './key-table.ts';
import type { Store } from './store.ts';

interface Reference {
  readonly key: number;
}

/** Incidents, by job or by element instance. Source: zeebe/engine, `DbIncidentState.java`. */
export class IncidentState {
  private readonly incidents: KeyTable<number, IncidentValue>;
  private readonly byElement: KeyTable<number, Reference>;
  private readonly byJob: KeyTable<number, Reference>;
  private readonly banned: KeyTable<number, object>;
  /** Whether anything was ever banned: spares a look-up on every command. */
  private hasBanned: boolean;

  constructor(store: Store) {
    this.incidents = store.keyTable('incidents');
    this.byElement = store.keyTable('incidents-by-element');
    this.byJob = store.keyTable('incidents-by-job');
    this.banned = store.keyTable('banned-instances');
    this.hasBanned = !this.banned.all().next().done;
  }

  /** The incident, or undefined. */
  get(key: number): IncidentValue | undefined {
    return this.incidents.get(key);
  }

  /** The key of the element instance's own incident, or undefined. */
  ofElement(elementInstanceKey: number): number | undefined {
    return this.byElement.get(elementInstanceKey)?.key;
  }

  /** The key of the job's incident, or undefined. */
  ofJob(jobKey: number): number | undefined {
    return this.byJob.get(jobKey)?.key;
  }

  /** How many there are; walks them all. */
  count(): number {
    return [...this.incidents.all()].length;
  }

  /** How many process instances are stopped. */
  bannedCount(): number {
    return this.hasBanned ? [...this.banned.all()].length : 0;
  }

  /** Adds an incident. */
  create(key: number, value: IncidentValue): void {
    this.incidents.insert(key, value);
    if (value.jobKey > 0) this.byJob.put(value.jobKey, { key });
    else this.byElement.put(value.elementInstanceKey, { key });
  }

  /** Removes an incident. */
  delete(key: number): void {
    const value = this.incidents.get(key);
    if (value === undefined) return;
    this.incidents.delete(key);
    if (value.jobKey > 0) this.byJob.delete(value.jobKey);
    else this.byElement.delete(value.elementInstanceKey);
  }

  /** Replaces the value of an incident (migration). */
  update(key: number, value: IncidentValue): void {
    this.incidents.put(key, value);
  }

  /** Stops all processing of a process instance whose command failed unexpectedly. */
  ban(processInstanceKey: number): void {
    this.banned.put(processInstanceKey, {});
    this.hasBanned = true;
  }

  /** Whether the process instance is stopped. */
  isBanned(processInstanceKey: number): boolean {
    return this.hasBanned && this.banned.get(processInstanceKey) !== undefined;
  }
}
