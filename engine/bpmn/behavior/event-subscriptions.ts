import type { ExecutableElement } from '../../model/executable.ts';
import { EMPTY_DOCUMENT } from '../../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { ProcessMessageSubscriptionValue } from '../../protocol/value/message.value.ts';
import { elementOf } from '../../state/process-state.ts';
import type { EngineContext } from '../../stream/engine-context.ts';
import { createTimer } from '../../timer/subscribe.ts';
import type { Timer } from '../../timer/timer.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';
import type { Failure } from '../failure.ts';
import { isFailure } from '../failure.ts';
import type { CatchEvents, OnEvent } from './catch-events.ts';
import type { Expressions } from './expressions.ts';

/** An event with its expressions evaluated; what it is not waiting for is null. */
interface Evaluated {
  readonly event: ExecutableElement;
  readonly messageName: string;
  readonly correlationKey: string;
  readonly timer: Timer | null;
  readonly signalName: string;
}

type ElementFilter = (elementId: string) => boolean;

const EVERY_ELEMENT: ElementFilter = () => true;

/**
 * Opens and closes the subscriptions of element instances: first all expressions, then messages,
 * timers and signals, so that a failure leaves nothing behind.
 * Source: zeebe/engine, `processing/common/CatchEventBehavior.java`.
 */
export class EventSubscriptions implements CatchEvents {
  private readonly context: EngineContext;
  private readonly expressions: Expressions;

  constructor(context: EngineContext, expressions: Expressions) {
    this.context = context;
    this.expressions = expressions;
  }

  subscribe(element: ExecutableElement, context: ElementContext, onEvent?: OnEvent): Outcome {
    const results: Evaluated[] = [];
    for (const event of element.events) {
      if (event.timer === null && event.message === null && event.signal === null) continue;
      const evaluated = this.evaluate(event, context);
      if (isFailure(evaluated)) return evaluated;
      results.push(evaluated);
    }
    for (const { event, messageName } of results) onEvent?.(event, messageName);
    for (const result of results) if (result.event.message !== null) this.message(context, result);
    for (const { event, timer } of results) {
      if (timer !== null) createTimer(this.context, ownerOf(context), event.id, timer);
    }
    for (const result of results) if (result.event.signal !== null) this.signal(context, result);
    return undefined;
  }

  unsubscribe(elementInstanceKey: number): void {
    this.close(elementInstanceKey, EVERY_ELEMENT);
  }

  unsubscribeMessages(
    elementInstanceKey: number,
    isMeant: (value: ProcessMessageSubscriptionValue) => boolean,
  ): void {
    const { state, writers } = this.context;
    for (const { key, value } of state.subscriptions.ofElement(elementInstanceKey)) {
      if (!isMeant(value)) continue;
      writers.event(key, 'PROCESS_MESSAGE_SUBSCRIPTION', 'DELETING', value);
      writers.command(NO_KEY, 'MESSAGE_SUBSCRIPTION', 'DELETE', {
        processInstanceKey: value.processInstanceKey,
        elementInstanceKey,
        bpmnProcessId: '',
        messageKey: NO_KEY,
        messageName: value.messageName,
        correlationKey: '',
        interrupting: true,
        variables: EMPTY_DOCUMENT,
        tenantId: DEFAULT_TENANT,
      });
    }
  }

  unsubscribeEventSubProcesses({ elementInstanceKey, value }: ElementContext): void {
    const process = this.context.state.processes.get(value.processDefinitionKey)?.executable;
    this.close(elementInstanceKey, (elementId) => {
      const element = process && elementOf(process, elementId, 'UNSPECIFIED');
      return element?.elementType === 'START_EVENT' && element.eventSubProcess !== null;
    });
  }

  private evaluate(event: ExecutableElement, context: ElementContext): Evaluated | Failure {
    const scopeKey = context.elementInstanceKey;
    let messageName: string | Failure = '';
    let correlationKey: string | Failure = '';
    if (event.message !== null) {
      messageName = this.expressions.string(event.message.nameExpression, scopeKey);
      if (isFailure(messageName)) return messageName;
      if (event.message.correlationKey === null)
        throw new Error(`${event.id} has no correlation key`);
      // A boundary event doesn't see the input mappings of its activity.
      const keyScope =
        event.elementType === 'BOUNDARY_EVENT' ? context.value.flowScopeKey : scopeKey;
      correlationKey = this.expressions.correlationKey(event.message.correlationKey, keyScope);
      if (isFailure(correlationKey)) return correlationKey;
    }
    const timer = event.timer === null ? null : this.expressions.timer(event.timer, scopeKey);
    if (isFailure(timer)) return timer;
    const signalName =
      event.signal === null ? '' : this.expressions.string(event.signal.nameExpression, scopeKey);
    if (isFailure(signalName)) return signalName;
    return { event, messageName, correlationKey, timer, signalName };
  }

  private message(
    context: ElementContext,
    { event, messageName, correlationKey }: Evaluated,
  ): void {
    const { writers } = this.context;
    const { elementInstanceKey, value } = context;
    // Only boundary and start events may leave the instance running.
    const interrupting = canBeNonInterrupting(event) ? event.interrupting : true;
    const common = {
      processInstanceKey: value.processInstanceKey,
      elementInstanceKey,
      bpmnProcessId: value.bpmnProcessId,
      messageKey: NO_KEY,
      messageName,
      variables: EMPTY_DOCUMENT,
      interrupting,
      correlationKey,
      tenantId: DEFAULT_TENANT,
    };
    writers.event(writers.nextKey(), 'PROCESS_MESSAGE_SUBSCRIPTION', 'CREATING', {
      ...common,
      elementId: event.id,
    });
    writers.command(NO_KEY, 'MESSAGE_SUBSCRIPTION', 'CREATE', common);
  }

  private signal({ elementInstanceKey, value }: ElementContext, result: Evaluated): void {
    const { writers } = this.context;
    writers.event(writers.nextKey(), 'SIGNAL_SUBSCRIPTION', 'CREATED', {
      processDefinitionKey: value.processDefinitionKey,
      bpmnProcessId: value.bpmnProcessId,
      signalName: result.signalName,
      catchEventId: result.event.id,
      catchEventInstanceKey: elementInstanceKey,
      tenantId: DEFAULT_TENANT,
    });
  }

  private close(elementInstanceKey: number, isMeant: ElementFilter): void {
    const { state, writers } = this.context;
    for (const [key, timer] of state.timers.ofElement(elementInstanceKey)) {
      if (isMeant(timer.targetElementId)) writers.event(key, 'TIMER', 'CANCELED', timer);
    }
    this.unsubscribeMessages(elementInstanceKey, ({ elementId }) => isMeant(elementId));
    for (const { key, value } of state.signals.ofOwner(elementInstanceKey)) {
      if (isMeant(value.catchEventId)) writers.event(key, 'SIGNAL_SUBSCRIPTION', 'DELETED', value);
    }
  }
}

function canBeNonInterrupting({ elementType }: ExecutableElement): boolean {
  return elementType === 'BOUNDARY_EVENT' || elementType === 'START_EVENT';
}

function ownerOf({ elementInstanceKey, value }: ElementContext) {
  return {
    elementInstanceKey,
    processInstanceKey: value.processInstanceKey,
    processDefinitionKey: value.processDefinitionKey,
  };
}
