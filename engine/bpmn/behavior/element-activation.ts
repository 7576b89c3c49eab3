import type { ExecutableElement } from '../../model/executable.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { ProcessInstanceValue } from '../../protocol/value/process-instance.value.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import type { EngineState } from '../../state/engine-state.ts';
import type { Writers } from '../../stream/writers.ts';
import { isFailure } from '../failure.ts';
import type { CatchEvents } from './catch-events.ts';

/** Why an element cannot be activated where it was asked for. The step is taken back. */
export class ActivationRefused extends Error {
  override readonly name = 'ActivationRefused';
  readonly kind: 'subscription' | 'multiple-scopes' | 'multi-instance';
  readonly bpmnProcessId: string;
  readonly elementId: string;

  constructor(
    kind: ActivationRefused['kind'],
    bpmnProcessId: string,
    elementId: string,
    message = '',
  ) {
    super(message);
    this.kind = kind;
    this.bpmnProcessId = bpmnProcessId;
    this.elementId = elementId;
  }
}

/** The instances made or reused on the way to an element, and the element's own. */
export interface ActivatedKeys {
  readonly flowScopeKeys: readonly number[];
  readonly elementInstanceKey: number;
}

/** Called for every scope on the way, to set variables in it. */
export type OnScope = (elementId: string, scopeKey: number) => void;

/**
 * Activates an element anywhere in a process, with the sub-processes around it.
 * Source: zeebe/engine, `processing/common/ElementActivationBehavior.java`.
 */
export class ElementActivation {
  private readonly state: EngineState;
  private readonly writers: Writers;
  private readonly catchEvents: () => CatchEvents;

  constructor(state: EngineState, writers: Writers, catchEvents: () => CatchEvents) {
    this.state = state;
    this.writers = writers;
    this.catchEvents = catchEvents;
  }

  /**
   * Activates an element; `ancestorKey` chooses the scope to start from, `NO_KEY` leaves the
   * choice.
   * @throws ActivationRefused
   */
  activate(
    process: ProcessInstanceValue,
    element: ExecutableElement,
    ancestorKey: number,
    onScope: OnScope,
  ): ActivatedKeys {
    const flowScopeKeys: number[] = [];
    let flowScopeKey = process.processInstanceKey;
    for (const scope of scopesOf(element)) {
      const reusable = this.findReusable(process, scope, flowScopeKey, ancestorKey);
      if (reusable === undefined) {
        flowScopeKey = this.activateScope(process, scope, flowScopeKey, onScope);
      } else {
        flowScopeKey = reusable;
        onScope(scope.id, reusable);
      }
      flowScopeKeys.push(flowScopeKey);
    }
    const elementInstanceKey = this.writers.nextKey();
    this.writers.command(
      elementInstanceKey,
      'PROCESS_INSTANCE',
      'ACTIVATE_ELEMENT',
      valueOf(process, element, flowScopeKey),
    );
    onScope(element.id, elementInstanceKey);
    return { flowScopeKeys, elementInstanceKey };
  }

  private activateScope(
    process: ProcessInstanceValue,
    scope: ExecutableElement,
    flowScopeKey: number,
    onScope: OnScope,
  ): number {
    if (
      scope.elementType === 'MULTI_INSTANCE_BODY' ||
      scope.flowScope?.elementType === 'MULTI_INSTANCE_BODY'
    ) {
      throw new ActivationRefused('multi-instance', process.bpmnProcessId, scope.id);
    }
    const isProcess = scope.elementType === 'PROCESS';
    const key = isProcess ? process.processInstanceKey : this.writers.nextKey();
    const value = valueOf(process, scope, isProcess ? NO_KEY : flowScopeKey);
    this.writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', value);
    onScope(scope.id, key);
    this.writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', value);
    const outcome = this.catchEvents().subscribe(scope, {
      elementInstanceKey: key,
      value,
      state: 'ELEMENT_ACTIVATED',
    });
    if (isFailure(outcome)) {
      throw new ActivationRefused(
        'subscription',
        process.bpmnProcessId,
        scope.id,
        `Expected to subscribe to catch event(s) of '${scope.id}' but ${outcome.message}`,
      );
    }
    return key;
  }

  private findReusable(
    process: ProcessInstanceValue,
    scope: ExecutableElement,
    flowScopeKey: number,
    ancestorKey: number,
  ): number | undefined {
    const found = this.findInstances(scope, flowScopeKey);
    const [first] = found;
    if (first === undefined) return undefined;
    const isChosen = ancestorKey !== NO_KEY;
    if (found.length === 1) {
      return isChosen && this.isBelow(ancestorKey, first) ? undefined : first.key;
    }
    if (isChosen) {
      if (found.some((instance) => instance.key === ancestorKey)) return ancestorKey;
      if (found.some((instance) => this.isBelow(ancestorKey, instance))) return undefined;
      const ancestor = this.state.elementInstances.get(ancestorKey);
      const above = found.find((instance) => ancestor && this.isBelow(instance.key, ancestor));
      if (above !== undefined) return above.key;
    }
    throw new ActivationRefused('multiple-scopes', process.bpmnProcessId, scope.id);
  }

  private findInstances(scope: ExecutableElement, flowScopeKey: number): ElementInstance[] {
    const { elementInstances } = this.state;
    if (scope.elementType === 'PROCESS') {
      const instance = elementInstances.get(flowScopeKey);
      return instance === undefined ? [] : [instance];
    }
    return elementInstances
      .childrenOf(flowScopeKey)
      .filter(({ value }) => value.elementId === scope.id);
  }

  private isBelow(ancestorKey: number, instance: ElementInstance): boolean {
    let current: ElementInstance | undefined = instance;
    while (current !== undefined && current.value.flowScopeKey !== NO_KEY) {
      if (current.value.flowScopeKey === ancestorKey) return true;
      current = this.state.elementInstances.get(current.value.flowScopeKey);
    }
    return false;
  }
}

/** The flow scopes around an element, outermost first. */
function scopesOf(element: ExecutableElement): ExecutableElement[] {
  const scopes: ExecutableElement[] = [];
  for (let scope = element.flowScope; scope !== null; scope = scope.flowScope)
    scopes.unshift(scope);
  return scopes;
}

function valueOf(
  process: ProcessInstanceValue,
  element: ExecutableElement,
  flowScopeKey: number,
): ProcessInstanceValue {
  return {
    ...process,
    elementId: element.id,
    bpmnElementType: element.elementType,
    flowScopeKey,
    parentProcessInstanceKey: NO_KEY,
    parentElementInstanceKey: NO_KEY,
    bpmnEventType: element.eventType,
    tenantId: DEFAULT_TENANT,
  };
}
