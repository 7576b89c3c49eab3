import type { JsonText } from '../../protocol/json-text.ts';
import { DEFAULT_TENANT } from '../../protocol/key.ts';
import type { ProcessInstanceValue } from '../../protocol/value/process-instance.value.ts';
import type { VariableState } from '../../state/variable-state.ts';
import type { Writers } from '../../stream/writers.ts';
import { splitDocument } from '../../variable/document.ts';

/** Whose variables are written. */
export type VariableOwner = Pick<
  ProcessInstanceValue,
  'processDefinitionKey' | 'processInstanceKey' | 'bpmnProcessId'
>;

/**
 * Writes variables as Zeebe propagates them. Source: zeebe/engine,
 * `processing/variable/VariableBehavior.java`.
 */
export class VariableBehavior {
  private readonly state: VariableState;
  private readonly writers: Writers;

  constructor(state: VariableState, writers: Writers) {
    this.state = state;
    this.writers = writers;
  }

  /** Sets every name of the document in exactly this scope. */
  mergeLocal(scopeKey: number, owner: VariableOwner, document: JsonText): void {
    const { names, values } = splitDocument(document);
    for (let i = 0; i < names.length; i++) this.setLocal(scopeKey, owner, names[i]!, values[i]!);
  }

  /**
   * Sets every name where it exists with another value, looking upwards from the scope; names that
   * are found nowhere below
   * are set in the topmost scope.
   */
  merge(scopeKey: number, owner: VariableOwner, document: JsonText): void {
    const { names, values } = splitDocument(document);
    if (names.length === 0) return;
    const isDone = names.map(() => false);
    let current = scopeKey;
    for (
      let parent = this.state.parentOf(current);
      parent > 0;
      parent = this.state.parentOf(current)
    ) {
      for (let i = 0; i < names.length; i++) {
        if (isDone[i]) continue;
        const existing = this.state.local(current, names[i]!);
        if (existing === undefined || existing.value === values[i]) continue;
        this.write(existing.key, 'UPDATED', current, owner, names[i]!, values[i]!);
        isDone[i] = true;
      }
      current = parent;
    }
    for (let i = 0; i < names.length; i++) {
      if (!isDone[i]) this.setLocal(current, owner, names[i]!, values[i]!);
    }
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
