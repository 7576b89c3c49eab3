import type { JsonText } from '../../protocol/json-text.ts';
import { DEFAULT_TENANT } from '../../protocol/key.ts';
import type { ProcessInstanceValue } from '../../protocol/value/process-instance.value.ts';
import type { VariableState } from '../../state/variable-state.ts';
import type { Writers } from '../../stream/writers.ts';
import type { DocumentEntries } from '../../variable/document.ts';
import { splitDocument } from '../../variable/document.ts';
import { EntryTable } from '../../variable/entry-table.ts';

/** Whose variables are written. */
export type VariableOwner = Pick<
  ProcessInstanceValue,
  'processDefinitionKey' | 'processInstanceKey' | 'bpmnProcessId'
>;

/** A document that was put together from stored variables has a header of its own width. */
export type Origin = 'stored';

/**
 * Writes variables as Zeebe propagates them. Source: zeebe/engine,
 * `processing/variable/VariableBehavior.java`.
 */
export class VariableBehavior {
  private readonly state: VariableState;
  private readonly writers: Writers;
  private readonly table = new EntryTable();

  constructor(state: VariableState, writers: Writers) {
    this.state = state;
    this.writers = writers;
  }

  /** Sets every name of the document in exactly this scope. */
  mergeLocal(scopeKey: number, owner: VariableOwner, document: JsonText, from?: Origin): void {
    const entries = splitDocument(document);
    for (const i of this.order(entries, from)) {
      this.setLocal(scopeKey, owner, entries.names[i]!, entries.values[i]!);
    }
  }

  /**
   * Sets every name where it exists with another value, looking upwards from the scope; names that
   * are found nowhere below are set in the topmost scope.
   */
  merge(scopeKey: number, owner: VariableOwner, document: JsonText, from?: Origin): void {
    const entries = splitDocument(document);
    const { names, values } = entries;
    if (names.length === 0) return;
    let left = this.order(entries, from);
    let current = scopeKey;
    for (
      let parent = this.state.parentOf(current);
      parent > 0;
      parent = this.state.parentOf(current)
    ) {
      const isLast = names.length === 1;
      for (const i of left) {
        const existing = this.state.local(current, names[i]!);
        if (existing === undefined || existing.value === values[i]) continue;
        this.write(existing.key, 'UPDATED', current, owner, names[i]!, values[i]!);
        if (isLast) return;
        this.table.remove(i);
      }
      if (!isLast) left = this.table.indexes();
      current = parent;
    }
    for (const i of left) this.setLocal(current, owner, names[i]!, values[i]!);
  }

  private order(entries: DocumentEntries, from?: Origin): readonly number[] {
    if (entries.names.length < 2) return entries.names.map((_name, i) => i);
    this.table.load(entries, from === 'stored');
    return this.table.indexes();
  }

  /**
   * Sets one variable (JSON text) in exactly this scope; nothing is written when it has that
   * value.
   */
  setLocal(scopeKey: number, owner: VariableOwner, name: string, value: string): void {
    const existing = this.state.local(scopeKey, name);
    if (existing === undefined) {
      this.write(this.writers.nextKey(), 'CREATED', scopeKey, owner, name, value);
    } else if (existing.value !== value) {
      this.write(existing.key, 'UPDATED', scopeKey, owner, name, value);
    }
  }

  /** Writes another value of a variable that is known to exist with a different one. */
  updateLocal(
    key: number,
    scopeKey: number,
    owner: VariableOwner,
    name: string,
    value: string,
  ): void {
    this.write(key, 'UPDATED', scopeKey, owner, name, value);
  }

  private write(
    key: number,
    intent: 'CREATED' | 'UPDATED',
    scopeKey: number,
    owner: VariableOwner,
    name: string,
    value: string,
  ): void {
    this.writers.event(key, 'VARIABLE', intent, {
      name,
      value,
      scopeKey,
      processInstanceKey: owner.processInstanceKey,
      processDefinitionKey: owner.processDefinitionKey,
      bpmnProcessId: owner.bpmnProcessId,
      tenantId: DEFAULT_TENANT,
    });
  }
}
