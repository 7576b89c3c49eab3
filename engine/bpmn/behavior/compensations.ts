import type { ExecutableElement } from '../../model/executable.ts';
import { EMPTY_DOCUMENT } from '../../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { CompensationSubscription } from '../../state/compensation-state.ts';
import { elementOf } from '../../state/process-state.ts';
import type { EngineState } from '../../state/engine-state.ts';
import type { Writers } from '../../stream/writers.ts';
import type { ElementContext } from '../element-context.ts';
import type { Transitions } from './transitions.ts';

/**
 * Remembers completed activities that can be undone, and undoes them: a throw event starts their
 * handlers and completes when the last handler did.
 * Source: zeebe/engine, `BpmnCompensationSubscriptionBehaviour.java`.
 */
export class Compensations {
  private readonly state: EngineState;
  private readonly writers: Writers;
  private readonly transitions: Transitions;

  constructor(state: EngineState, writers: Writers, transitions: Transitions) {
    this.state = state;
    this.writers = writers;
    this.transitions = transitions;
  }

  /**
   * Remembers a completing activity, when it has a compensation boundary event, or when it is a
   * scope in which something is to be compensated.
   */
  subscribe(element: ExecutableElement, { elementInstanceKey, value }: ElementContext): void {
    const boundary = compensationBoundaryOf(element);
    if (
      boundary === undefined &&
      !this.hasSubscriptionsInside(element, elementInstanceKey, value)
    ) {
      return;
    }
    this.writers.event(this.writers.nextKey(), 'COMPENSATION_SUBSCRIPTION', 'CREATED', {
      tenantId: DEFAULT_TENANT,
      processInstanceKey: value.processInstanceKey,
      processDefinitionKey: value.processDefinitionKey,
      compensableActivityId: element.id,
      throwEventId: '',
      throwEventInstanceKey: NO_KEY,
      compensationHandlerId: boundary?.compensation?.handler?.id ?? '',
      compensationHandlerInstanceKey: NO_KEY,
      compensableActivityScopeKey: value.flowScopeKey,
      compensableActivityInstanceKey: elementInstanceKey,
      variables: EMPTY_DOCUMENT,
    });
  }

  /**
   * Starts the handlers of what completed in the scope of a throw or end event, or only of the
   * activity that the event names. False: there is nothing to compensate.
   */
  trigger(element: ExecutableElement, thrower: ElementContext): boolean {
    const scopes = this.scopesOf(element, thrower);
    const activityId = element.compensation?.activity?.id;
    const open = this.state.compensations
      .ofInstance(thrower.value.processInstanceKey)
      .filter((subscription) => !isTriggered(subscription));
    const chosen = open.filter(
      ({ value }) =>
        scopes.includes(value.compensableActivityScopeKey) &&
        (activityId === undefined || value.compensableActivityId === activityId),
    );
    for (const subscription of chosen) this.triggerOne(thrower, open, subscription);
    return chosen.length > 0;
  }

  /** A handler completed: so may the scopes of what it undid, and the event that started it. */
  completeHandler({ elementInstanceKey, value }: ElementContext): void {
    if (value.bpmnEventType !== 'COMPENSATION') return;
    const { processInstanceKey } = value;
    const done = this.state.compensations
      .ofInstance(processInstanceKey)
      .find(
        (subscription) =>
          isTriggered(subscription) &&
          subscription.value.compensationHandlerInstanceKey === elementInstanceKey,
      );
    if (done === undefined) return;
    this.write('COMPLETED', done);
    this.completeScope(processInstanceKey, done.value.compensableActivityScopeKey);
    const { throwEventInstanceKey } = done.value;
    const isWaiting = this.state.compensations
      .ofInstance(processInstanceKey)
      .some((left) => left.value.throwEventInstanceKey === throwEventInstanceKey);
    const thrower = isWaiting ? undefined : this.transitions.contextOf(throwEventInstanceKey);
    if (thrower !== undefined) this.transitions.completeElement(thrower);
  }

  /** Forgets everything of a process instance that ends. */
  deleteOfProcessInstance({ value }: ElementContext): void {
    for (const subscription of this.state.compensations.ofInstance(value.processInstanceKey)) {
      this.write('DELETED', subscription);
    }
  }

  /** Forgets what completed inside of a sub-process that is terminated. */
  deleteInside({ elementInstanceKey, value }: ElementContext): void {
    const all = this.state.compensations.ofInstance(value.processInstanceKey);
    const deleteIn = (scopeKey: number): void => {
      for (const subscription of inScope(all, scopeKey)) {
        this.write('DELETED', subscription);
        deleteIn(subscription.value.compensableActivityInstanceKey);
      }
    };
    deleteIn(elementInstanceKey);
  }

  private hasSubscriptionsInside(
    { elementType }: ExecutableElement,
    scopeKey: number,
    { processInstanceKey }: ElementContext['value'],
  ): boolean {
    if (elementType !== 'SUB_PROCESS' && elementType !== 'MULTI_INSTANCE_BODY') return false;
    return inScope(this.state.compensations.ofInstance(processInstanceKey), scopeKey).length > 0;
  }

  /** An event inside an event sub-process also compensates what is around that. */
  private scopesOf(element: ExecutableElement, { value }: ElementContext): number[] {
    if (element.flowScope?.elementType !== 'EVENT_SUB_PROCESS') return [value.flowScopeKey];
    const eventSubProcess = this.state.elementInstances.require(value.flowScopeKey);
    return [value.flowScopeKey, eventSubProcess.value.flowScopeKey];
  }

  private triggerOne(
    thrower: ElementContext,
    open: readonly CompensationSubscription[],
    subscription: CompensationSubscription,
  ): void {
    const { key, value } = subscription;
    const compensationHandlerInstanceKey =
      value.compensationHandlerId === ''
        ? NO_KEY
        : this.activateHandler(thrower, value.compensableActivityId);
    this.write('TRIGGERED', {
      key,
      value: {
        ...value,
        throwEventId: thrower.value.elementId,
        throwEventInstanceKey: thrower.elementInstanceKey,
        compensationHandlerInstanceKey,
      },
    });
    for (const inner of inScope(open, value.compensableActivityInstanceKey)) {
      this.triggerOne(thrower, open, inner);
    }
  }

  /** Passes the boundary event and starts its handler beside the throw event; the handler's key. */
  private activateHandler({ value }: ElementContext, activityId: string): number {
    const boundary = this.boundaryOf(value.processDefinitionKey, activityId);
    const key = this.writers.nextKey();
    const passed = {
      ...value,
      elementId: boundary.id,
      bpmnElementType: boundary.elementType,
      bpmnEventType: boundary.eventType,
    };
    this.writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', passed);
    this.writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', passed);
    this.writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_COMPLETING', passed);
    this.writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_COMPLETED', passed);
    const handler = boundary.compensation!.handler!;
    const handlerKey = this.writers.nextKey();
    this.writers.command(handlerKey, 'PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', {
      ...value,
      elementId: handler.id,
      bpmnElementType: handler.elementType,
      bpmnEventType: 'COMPENSATION',
    });
    return handlerKey;
  }

  private boundaryOf(processDefinitionKey: number, activityId: string): ExecutableElement {
    const process = this.state.processes.get(processDefinitionKey)?.executable;
    const activity = process && elementOf(process, activityId, 'MULTI_INSTANCE_BODY');
    const boundary = activity && compensationBoundaryOf(activity);
    if (boundary === undefined) {
      throw new Error(`No compensation boundary event found for activity '${activityId}'`);
    }
    return boundary;
  }

  /** A scope without handler of its own is compensated when nothing inside is left to be. */
  private completeScope(processInstanceKey: number, scopeKey: number): void {
    const all = this.state.compensations.ofInstance(processInstanceKey);
    if (inScope(all, scopeKey).length > 0) return;
    const scope = all.find(
      ({ value }) =>
        value.compensableActivityInstanceKey === scopeKey && value.compensationHandlerId === '',
    );
    if (scope === undefined) return;
    this.write('COMPLETED', scope);
    this.completeScope(processInstanceKey, scope.value.compensableActivityScopeKey);
  }

  private write(
    intent: 'TRIGGERED' | 'COMPLETED' | 'DELETED',
    { key, value }: CompensationSubscription,
  ): void {
    this.writers.event(key, 'COMPENSATION_SUBSCRIPTION', intent, value);
  }
}

function compensationBoundaryOf(element: ExecutableElement): ExecutableElement | undefined {
  return element.boundaryEvents.find(({ eventType }) => eventType === 'COMPENSATION');
}

function isTriggered({ value }: CompensationSubscription): boolean {
  return value.throwEventId !== '';
}

function inScope(
  subscriptions: readonly CompensationSubscription[],
  scopeKey: number,
): CompensationSubscription[] {
  return subscriptions.filter(({ value }) => value.compensableActivityScopeKey === scopeKey);
}
