import type {
  DecisionRequirementsValue,
  DecisionValue,
  FormValue,
} from '../protocol/value/deployment.value.ts';
import type { KeyTable } from './key-table.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** Values of one kind of resource by key and by id and version. */
export class VersionedState<V extends object> {
  private readonly rows: KeyTable<number, V>;
  private readonly versions: PairTable<string, number, number>;
  private readonly highest: KeyTable<string, { readonly version: number }>;

  constructor(store: Store, name: string) {
    this.rows = store.keyTable(name);
    this.versions = store.pairTable(`${name}-versions`);
    this.highest = store.keyTable(`${name}-highest-versions`);
  }

  /** The value, or undefined. */
  get(key: number): V | undefined {
    return this.rows.get(key);
  }

  /** The newest version of an id, or undefined. */
  latest(id: string): V | undefined {
    const highest = this.highest.get(id)?.version;
    if (highest === undefined) return undefined;
    let key = this.versions.get(id, highest);
    if (key === undefined) {
      this.versions.forEach(id, (_version, versionKey) => {
        key = versionKey;
      });
    }
    return key === undefined ? undefined : this.rows.get(key);
  }

  /** The version that a new, different deployment of the id gets. */
  nextVersion(id: string): number {
    return (this.highest.get(id)?.version ?? 0) + 1;
  }

  /** Adds a version. */
  create(key: number, id: string, version: number, value: V): void {
    this.rows.insert(key, value);
    this.versions.put(id, version, key);
    this.highest.put(id, { version: Math.max(version, this.nextVersion(id) - 1) });
  }

  /** Removes a version; its number is not given again. */
  delete(key: number, id: string, version: number): void {
    this.rows.delete(key);
    this.versions.delete(id, version);
  }
}

/**
 * Decisions, requirements graphs and forms. Source: zeebe/engine, `DbDecisionState`,
 * `DbFormState`.
 */
export class ResourceState {
  readonly decisions: VersionedState<DecisionValue>;
  readonly requirements: VersionedState<DecisionRequirementsValue>;
  readonly forms: VersionedState<FormValue>;
  private readonly decisionsOfGraph: PairTable<number, number, true>;

  constructor(store: Store) {
    this.decisions = new VersionedState(store, 'decisions');
    this.requirements = new VersionedState(store, 'decision-requirements');
    this.forms = new VersionedState(store, 'forms');
    this.decisionsOfGraph = store.pairTable('decisions-of-requirements');
  }

  /** The decisions of a requirements graph by ascending key. */
  decisionsOf(requirementsKey: number): DecisionValue[] {
    const found: DecisionValue[] = [];
    this.decisionsOfGraph.forEach(requirementsKey, (key) => {
      const decision = this.decisions.get(key);
      if (decision !== undefined) found.push(decision);
    });
    return found;
  }

  /** Adds a decision to its graph. */
  createDecision(value: DecisionValue): void {
    this.decisions.create(value.decisionKey, value.decisionId, value.version, value);
    this.decisionsOfGraph.insert(value.decisionRequirementsKey, value.decisionKey, true);
  }

  /** Removes a decision. */
  deleteDecision(value: DecisionValue): void {
    this.decisions.delete(value.decisionKey, value.decisionId, value.version);
    this.decisionsOfGraph.delete(value.decisionRequirementsKey, value.decisionKey);
  }
}
