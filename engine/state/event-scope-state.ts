import type { JsonText } from '../protocol/json-text.ts';
import type { KeyTable } from './key-table.ts';
import type { Store } from './store.ts';

/** An event that reached a scope and waits there. */
export interface EventTrigger {
  readonly eventKey: number;
  readonly elementId: string;
  readonly variables: JsonText;
  readonly processInstanceKey: number;
}

/** What a scope may still catch, and what it caught. */
interface EventScope {
  /** False for a process definition, which collects start triggers without being a scope. */
  readonly isScope: boolean;
  readonly accepting: boolean;
  readonly interrupted: boolean;
  readonly interrupting: readonly string[];
  readonly boundary: readonly string[];
  /** By ascending event key. */
  readonly triggers: readonly EventTrigger[];
}

/**
 * Event scopes by element instance (or process definition). Source:
 * `DbEventScopeInstanceState.java`.
 */
export class EventScopeState {
  private readonly scopes: KeyTable<number, EventScope>;

  constructor(store: Store) {
    this.scopes = store.keyTable('event-scopes', weighTriggers);
  }

  /** Opens a scope for events. */
  create(scopeKey: number, interrupting: readonly string[], boundary: readonly string[]): void {
    this.scopes.insert(scopeKey, {
      isScope: true,
      accepting: true,
      interrupted: false,
      interrupting,
      boundary,
      triggers: [],
    });
  }

  /** Closes a scope with whatever waits in it. */
  delete(scopeKey: number): void {
    this.scopes.delete(scopeKey);
  }

  /** Whether the scope exists. */
  exists(scopeKey: number): boolean {
    return this.scopes.get(scopeKey)?.isScope === true;
  }

  /** Whether the scope still takes an event for the element. */
  canTrigger(scopeKey: number, elementId: string): boolean {
    const scope = this.scopes.get(scopeKey);
    return scope !== undefined && canTrigger(scope, elementId);
  }

  /** Puts an event into the scope; nothing happens when the scope takes no more. */
  trigger(scopeKey: number, trigger: EventTrigger): void {
    const scope = this.scopes.get(scopeKey);
    if (scope === undefined || !canTrigger(scope, trigger.elementId)) return;
    const isInterrupting = scope.interrupting.includes(trigger.elementId);
    const isBoundary = scope.boundary.includes(trigger.elementId);
    this.scopes.put(scopeKey, {
      ...scope,
      interrupted: scope.interrupted || isInterrupting,
      accepting: scope.accepting && !(isBoundary && isInterrupting),
      triggers: inserted(scope.triggers, trigger),
    });
  }

  /** Puts a start trigger to a process definition. */
  triggerStart(processDefinitionKey: number, trigger: EventTrigger): void {
    const scope = this.scopes.get(processDefinitionKey) ?? NO_SCOPE;
    this.scopes.put(processDefinitionKey, {
      ...scope,
      triggers: inserted(scope.triggers, trigger),
    });
  }

  /** The oldest event that waits in the scope. */
  peek(scopeKey: number): EventTrigger | undefined {
    return this.scopes.get(scopeKey)?.triggers[0];
  }

  /** Takes an event out of the scope. */
  deleteTrigger(scopeKey: number, eventKey: number): void {
    const scope = this.scopes.get(scopeKey);
    if (scope === undefined) return;
    const triggers = scope.triggers.filter((trigger) => trigger.eventKey !== eventKey);
    if (!scope.isScope && triggers.length === 0) this.scopes.delete(scopeKey);
    else this.scopes.put(scopeKey, { ...scope, triggers });
  }
}

const NO_SCOPE: EventScope = {
  isScope: false,
  accepting: false,
  interrupted: false,
  interrupting: [],
  boundary: [],
  triggers: [],
};

function canTrigger(scope: EventScope, elementId: string): boolean {
  return (
    scope.isScope && scope.accepting && (!scope.interrupted || scope.boundary.includes(elementId))
  );
}

function inserted(
  triggers: readonly EventTrigger[],
  trigger: EventTrigger,
): readonly EventTrigger[] {
  const at = triggers.findIndex((other) => other.eventKey > trigger.eventKey);
  return at < 0 ? [...triggers, trigger] : triggers.toSpliced(at, 0, trigger);
}

function weighTriggers({ triggers }: EventScope): number {
  let bytes = 0;
  for (const { variables } of triggers) bytes += variables.length;
  return bytes;
}
