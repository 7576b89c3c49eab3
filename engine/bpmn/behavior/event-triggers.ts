import type { ExecutableElement } from '../../model/executable.ts';
import type { JsonText } from '../../protocol/json-text.ts';
import { EMPTY_DOCUMENT } from '../../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { ProcessInstanceValue } from '../../protocol/value/process-instance.value.ts';
import { canTerminate, isActive, isInterrupted } from '../../state/element-instance.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import type { EventTrigger } from '../../state/event-scope-state.ts';
import { elementOf } from '../../state/process-state.ts';
import type { EngineContext } from '../../stream/engine-context.ts';
import type { ElementContext } from '../element-context.ts';
import type { CatchEvents } from './catch-events.ts';
import type { VariableBehavior } from './variables.ts';

/**
 * Events that reach a scope: noted there (PROCESS_EVENT TRIGGERING), and handled when the scope is
 * ready
 * (TRIGGERED, then the catching element). Source: zeebe/engine, `EventHandle.java`,
 * `EventTriggerBehavior.java`,
 * `BpmnEventSubscriptionBehavior.java`.
 */
export class EventTriggers {
  private readonly context: EngineContext;
  private readonly variables: VariableBehavior;
  private readonly catchEvents: () => CatchEvents;

  constructor(context: EngineContext, variables: VariableBehavior, catchEvents: () => CatchEvents) {
    this.context = context;
    this.variables = variables;
    this.catchEvents = catchEvents;
  }

  /** Notes an event in a scope; its key. */
  triggering(
    processDefinitionKey: number,
    processInstanceKey: number,
    scopeKey: number,
    targetElementId: string,
    variables: JsonText,
  ): number {
    const { writers } = this.context;
    const key = writers.nextKey();
    writers.event(key, 'PROCESS_EVENT', 'TRIGGERING', {
      scopeKey,
      targetElementId,
      variables,
      processDefinitionKey,
      processInstanceKey,
      tenantId: DEFAULT_TENANT,
    });
    return key;
  }

  /** Takes an event out of a scope. */
  triggered(
    eventKey: number,
    processDefinitionKey: number,
    processInstanceKey: number,
    scopeKey: number,
    targetElementId: string,
  ): void {
    this.context.writers.event(eventKey, 'PROCESS_EVENT', 'TRIGGERED', {
      scopeKey,
      targetElementId,
      variables: EMPTY_DOCUMENT,
      processDefinitionKey,
      processInstanceKey,
      tenantId: DEFAULT_TENANT,
    });
  }

  /** Whether an event for the element may still be put into the instance's scope. */
  canTrigger(scope: ElementInstance | undefined, elementId: string): scope is ElementInstance {
    if (scope === undefined || !isActive(scope)) return false;
    if (!this.context.state.eventScopes.canTrigger(scope.key, elementId)) return false;
    const flowScope = this.context.state.elementInstances.get(scope.parentKey);
    return flowScope === undefined || !isInterrupted(flowScope);
  }

  /** Puts an event into the instance's scope and sets the catching element going. */
  activateElement(
    catchEvent: ExecutableElement,
    scopeKey: number,
    scopeValue: ProcessInstanceValue,
    variables: JsonText = EMPTY_DOCUMENT,
  ): void {
    const { writers } = this.context;
    const eventKey = this.triggering(
      scopeValue.processDefinitionKey,
      scopeValue.processInstanceKey,
      scopeKey,
      catchEvent.id,
      variables,
    );
    const type = catchEvent.elementType;
    if (
      type === 'INTERMEDIATE_CATCH_EVENT' ||
      type === 'RECEIVE_TASK' ||
      type === 'EVENT_BASED_GATEWAY'
    ) {
      writers.command(scopeKey, 'PROCESS_INSTANCE', 'COMPLETE_ELEMENT', scopeValue);
    } else if (type === 'START_EVENT' && catchEvent.eventSubProcess !== null) {
      this.triggerEventSubProcess(catchEvent, scopeKey, scopeValue, variables);
    } else if (catchEvent.interrupting) {
      writers.command(scopeKey, 'PROCESS_INSTANCE', 'TERMINATE_ELEMENT', scopeValue);
    } else {
      this.activateTriggered(
        eventKey,
        catchEvent,
        scopeKey,
        scopeValue.flowScopeKey,
        scopeValue,
        variables,
      );
    }
  }

  /** Starts a process instance at a start event that was triggered. */
  activateProcess(
    processDefinitionKey: number,
    processInstanceKey: number,
    startEventId: string,
    variables: JsonText,
  ): void {
    const process = this.context.state.processes.get(processDefinitionKey);
    if (process === undefined) throw new Error(`no process ${processDefinitionKey}`);
    this.triggering(
      processDefinitionKey,
      processInstanceKey,
      processDefinitionKey,
      startEventId,
      variables,
    );
    this.context.writers.command(processInstanceKey, 'PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', {
      bpmnElementType: 'PROCESS',
      elementId: process.executable.id,
      bpmnProcessId: process.value.bpmnProcessId,
      version: process.value.version,
      processDefinitionKey,
      processInstanceKey,
      flowScopeKey: NO_KEY,
      bpmnEventType: 'UNSPECIFIED',
      parentProcessInstanceKey: NO_KEY,
      parentElementInstanceKey: NO_KEY,
      tenantId: DEFAULT_TENANT,
    });
  }

  /** The oldest event in the instance's scope that is not for the instance's own element. */
  find(context: ElementContext): EventTrigger | undefined {
    const trigger = this.context.state.eventScopes.peek(context.elementInstanceKey);
    return trigger?.elementId === context.value.elementId ? undefined : trigger;
  }

  /** Handles an event that waited: the catching element becomes active in the flow scope. */
  activateWaiting(
    scopeKey: number,
    flowScopeKey: number,
    trigger: EventTrigger,
    context: ElementContext,
  ): void {
    const process = this.context.state.processes.get(context.value.processDefinitionKey);
    const element = process && elementOf(process.executable, trigger.elementId, 'UNSPECIFIED');
    if (element === undefined) throw new Error(`no element ${trigger.elementId}`);
    this.activateTriggered(
      trigger.eventKey,
      element,
      scopeKey,
      flowScopeKey,
      context.value,
      trigger.variables,
    );
  }

  private triggerEventSubProcess(
    startEvent: ExecutableElement,
    scopeKey: number,
    scopeValue: ProcessInstanceValue,
    variables: JsonText,
  ): void {
    const { elementInstances, eventScopes } = this.context.state;
    const scope = elementInstances.require(scopeKey);
    if (isInterrupted(scope) && scope.interruptingElementId !== startEvent.eventSubProcess?.id)
      return;
    const trigger = eventScopes.peek(scopeKey);
    if (trigger === undefined) return;
    if (startEvent.interrupting) {
      this.catchEvents().unsubscribeEventSubProcesses({
        elementInstanceKey: scopeKey,
        value: scope.value,
        state: scope.state,
      });
      if (!this.terminateChildren(scopeKey)) return;
    }
    this.activateTriggered(trigger.eventKey, startEvent, scopeKey, scopeKey, scopeValue, variables);
  }

  /** Wishes every child to end; true when there is none. */
  private terminateChildren(scopeKey: number): boolean {
    const { elementInstances } = this.context.state;
    for (const child of elementInstances.childrenOf(scopeKey)) {
      if (!canTerminate(child)) continue;
      this.context.writers.command(child.key, 'PROCESS_INSTANCE', 'TERMINATE_ELEMENT', child.value);
    }
    return elementInstances.require(scopeKey).childCount === 0;
  }

  private activateTriggered(
    eventKey: number,
    element: ExecutableElement,
    scopeKey: number,
    flowScopeKey: number,
    scopeValue: ProcessInstanceValue,
    variables: JsonText,
  ): void {
    const { writers } = this.context;
    const subProcess = element.elementType === 'START_EVENT' ? element.eventSubProcess : null;
    if (subProcess !== null) {
      writers.command(NO_KEY, 'PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', {
        ...scopeValue,
        flowScopeKey,
        bpmnElementType: 'EVENT_SUB_PROCESS',
        elementId: subProcess.id,
      });
      return;
    }
    this.triggered(
      eventKey,
      scopeValue.processDefinitionKey,
      scopeValue.processInstanceKey,
      scopeKey,
      element.id,
    );
    const value: ProcessInstanceValue = {
      ...scopeValue,
      flowScopeKey,
      bpmnElementType: element.elementType,
      elementId: element.id,
      bpmnEventType: element.eventType,
    };
    const key = writers.nextKey();
    writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', value);
    writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', value);
    this.variables.mergeLocal(key, scopeValue, variables);
    writers.command(key, 'PROCESS_INSTANCE', 'COMPLETE_ELEMENT', value);
  }
}
