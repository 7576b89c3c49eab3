import type { ProcessInstanceEvent } from '../protocol/intent.ts';
import type { ProcessInstanceValue } from '../protocol/value/process-instance.value.ts';
import type { ElementInstance, TakenFlows } from './element-instance.ts';
import { newElementInstance } from './element-instance.ts';
import type { KeyTable } from './key-table.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';
import type { VariableState } from './variable-state.ts';

/** Fields of an instance that an event may change. */
export type ElementInstanceChange = Partial<Omit<ElementInstance, 'key' | 'parentKey'>>;

/** Element instances and their tree. Source: zeebe/engine, `DbElementInstanceState.java`. */
export class ElementInstanceState {
  private readonly instances: KeyTable<number, ElementInstance>;
  private readonly children: PairTable<number, number, true>;
  private readonly byDefinition: PairTable<number, number, true>;
  private readonly variables: VariableState;

  constructor(store: Store, variables: VariableState) {
    this.instances = store.keyTable('element-instances');
    this.children = store.pairTableByKey('element-instance-children');
    this.byDefinition = store.pairTableByKey('process-instances-by-definition');
    this.variables = variables;
    variables.bind(this);
  }

  /** The instance, or undefined. A key below 0 is never found. */
  get(key: number): ElementInstance | undefined {
    return key < 0 ? undefined : this.instances.get(key);
  }

  /** The instance of a key that must exist. */
  require(key: number): ElementInstance {
    const instance = this.get(key);
    if (instance === undefined) throw new Error(`element instance ${key} is not in the state`);
    return instance;
  }

  /** Adds an instance. The caller counts it at its parent. */
  create(
    key: number,
    parentKey: number,
    value: ProcessInstanceValue,
    state: ProcessInstanceEvent,
    multiInstanceLoopCounter: number,
  ): void {
    const instance = newElementInstance(key, parentKey, value, state);
    const row =
      multiInstanceLoopCounter === 0 ? instance : { ...instance, multiInstanceLoopCounter };
    this.instances.insert(key, row);
    if (parentKey > 0) this.children.insert(parentKey, key, true);
    if (value.bpmnElementType === 'PROCESS') {
      this.byDefinition.insert(value.processDefinitionKey, key, true);
    }
  }

  /** Changes fields of an instance that exists. */
  update(instance: ElementInstance, change: ElementInstanceChange): void {
    this.instances.put(instance.key, { ...instance, ...change });
  }

  /** Changes the state alone: the most frequent change. */
  setState(key: number, state: ProcessInstanceEvent): void {
    this.instances.put(key, { ...this.require(key), state });
  }

  /** Removes an instance with its variables. The caller uncounts it at its parent. */
  remove(instance: ElementInstance): void {
    this.instances.delete(instance.key);
    if (instance.parentKey > 0) this.children.delete(instance.parentKey, instance.key);
    this.variables.removeScope(instance.key);
    if (instance.value.bpmnElementType === 'PROCESS') {
      this.byDefinition.delete(instance.value.processDefinitionKey, instance.key);
    }
  }

  /** The children of a scope by ascending key. */
  childrenOf(key: number): ElementInstance[] {
    const found: ElementInstance[] = [];
    this.children.forEach(key, (child) => {
      found.push(this.require(child));
    });
    return found;
  }

  /** Walks the children from `startKey` on by ascending key; false stops the walk. */
  forEachChild(
    key: number,
    startKey: number,
    visit: (child: ElementInstance) => boolean | void,
  ): void {
    this.children.forEachFrom(key, startKey, (child) => visit(this.require(child)));
  }

  /** Whether a definition has running instances that are not in the list of banned ones. */
  hasInstances(processDefinitionKey: number, isBanned: (key: number) => boolean): boolean {
    let isFound = false;
    this.byDefinition.forEach(processDefinitionKey, (key) => {
      isFound = !isBanned(key);
      return !isFound;
    });
    return isFound;
  }

  /** Moves a process instance to another definition in the index. */
  moveDefinition(processInstanceKey: number, from: number, to: number): void {
    this.byDefinition.delete(from, processInstanceKey);
    this.byDefinition.put(to, processInstanceKey, true);
  }

  /** How many different flows into a gateway were taken and not yet joined. */
  takenFlowCount(flowScopeKey: number, gatewayId: string): number {
    const taken = this.get(flowScopeKey)?.takenFlows?.[gatewayId];
    return taken === undefined ? 0 : Object.keys(taken).length;
  }
}

/** The counts after a flow into a gateway was taken once more. */
export function countTakenFlow(
  taken: TakenFlows | null,
  gatewayId: string,
  flowId: string,
): TakenFlows {
  const flows = taken?.[gatewayId] ?? {};
  return { ...taken, [gatewayId]: { ...flows, [flowId]: (flows[flowId] ?? 0) + 1 } };
}

/** The counts after a gateway joined: one less of each of its flows. */
export function joinTakenFlows(taken: TakenFlows | null, gatewayId: string): TakenFlows | null {
  const flows = taken?.[gatewayId];
  if (taken === null || flows === undefined) return taken;
  const rest = Object.entries(flows).filter(([, count]) => count > 1);
  const others = Object.fromEntries(Object.entries(taken).filter(([id]) => id !== gatewayId));
  if (rest.length > 0) {
    return {
      ...others,
      [gatewayId]: Object.fromEntries(rest.map(([id, count]) => [id, count - 1])),
    };
  }
  return Object.keys(others).length === 0 ? null : others;
}
