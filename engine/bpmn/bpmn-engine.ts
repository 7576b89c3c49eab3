import type { ExecutableElement } from '../model/executable.ts';
import type { CommandIntentOf } from '../protocol/intent.ts';
import type { CommandRecord } from '../stream/handlers.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { StartEvents } from '../deployment/start-events.ts';
import type { Behaviors } from './behavior/behaviors.ts';
import type { ElementContext } from './element-context.ts';
import type { ElementProcessor, Outcome } from './element-processor.ts';
import type { ElementProcessors } from './element-processors.ts';
import { Failure, isFailure } from './failure.ts';
import { violatedPrecondition } from './precondition.ts';

type Intent = CommandIntentOf<'PROCESS_INSTANCE'>;

/**
 * Processes the commands that move element instances.
 * Source: zeebe/engine, `processing/bpmn/BpmnStreamProcessor.java`.
 */
export class BpmnEngine {
  readonly behaviors: Behaviors;
  readonly startEvents: StartEvents;
  private readonly context: EngineContext;
  private readonly processors: ElementProcessors;

  constructor(
    context: EngineContext,
    behaviors: Behaviors,
    processors: ElementProcessors,
    startEvents: StartEvents,
  ) {
    this.context = context;
    this.behaviors = behaviors;
    this.processors = processors;
    this.startEvents = startEvents;
  }

  /** Handles ACTIVATE_ELEMENT, COMPLETE_ELEMENT, TERMINATE_ELEMENT, COMPLETE_EXECUTION_LISTENER. */
  process(command: CommandRecord<'PROCESS_INSTANCE'>): void {
    const violation = this.run(command.intent, {
      elementInstanceKey: command.key,
      value: command.value,
      state: 'NONE',
    });
    if (violation !== null) {
      this.context.writers.rejection(command as CommandRecord, 'INVALID_STATE', violation);
    }
  }

  /** Goes on with an element instance after its incident was resolved. */
  retry(elementInstanceKey: number): void {
    const instance = this.context.state.elementInstances.get(elementInstanceKey);
    const intent =
      instance?.state === 'ELEMENT_ACTIVATING'
        ? 'ACTIVATE_ELEMENT'
        : instance?.state === 'ELEMENT_COMPLETING'
          ? 'COMPLETE_ELEMENT'
          : null;
    if (instance === undefined || intent === null) {
      throw new Error(
        `the incident's element instance ${elementInstanceKey} is not to be continued`,
      );
    }
    const { value, state } = instance;
    this.run(intent, { elementInstanceKey, value, state });
  }

  /**
   * After the records of a command grew too large: raises the incident that names the element.
   * False: not an
   * element of a process, so the command is refused instead.
   */
  raiseTooLarge(command: CommandRecord<'PROCESS_INSTANCE'>): boolean {
    if (command.value.bpmnElementType === 'PROCESS' || command.intent === 'CANCEL') return false;
    const { transitions, incidents } = this.behaviors;
    let context: ElementContext = {
      elementInstanceKey: command.key,
      value: command.value,
      state: 'NONE',
    };
    if (command.intent === 'ACTIVATE_ELEMENT') context = transitions.toActivating(context);
    if (command.intent === 'COMPLETE_ELEMENT') context = transitions.toCompleting(context);
    if (command.intent === 'TERMINATE_ELEMENT') context = transitions.toTerminating(context);
    incidents.create(
      new Failure(
        `Expected to process element '${command.value.elementId}', but exceeded MAX_MESSAGE_SIZE ` +
          `limitation. ` +
          'If you have large or many variables consider reducing these.',
        'MESSAGE_SIZE_EXCEEDED',
      ),
      context,
    );
    return true;
  }

  /** Why the command is out of place, or null after it was carried out. */
  private run(intent: Intent, context: ElementContext): string | null {
    const { value } = context;
    const element = this.context.state.processes.element(
      value.processDefinitionKey,
      value.elementId,
      value.bpmnElementType,
    );
    const violation = violatedPrecondition(this.context.state, intent, element, context);
    if (violation !== null) return violation;
    const processor = this.processors.of(element);
    switch (intent) {
      case 'ACTIVATE_ELEMENT':
        this.activate(element, processor, context);
        break;
      case 'COMPLETE_ELEMENT':
        this.complete(element, processor, context);
        break;
      case 'TERMINATE_ELEMENT':
        processor.onTerminate(element, this.behaviors.transitions.toTerminating(context));
        break;
      default:
        this.listenerCompleted(element, processor, context);
    }
    return null;
  }

  private activate(
    element: ExecutableElement,
    processor: ElementProcessor,
    context: ElementContext,
  ): void {
    const { transitions } = this.behaviors;
    const activating = transitions.toActivating(context);
    const outcome =
      transitions.onActivating(element, activating) ??
      processor.onActivate(element, activating) ??
      this.withListeners('start', 0, element, processor, activating);
    if (outcome !== undefined) this.behaviors.incidents.create(outcome, activating);
  }

  private complete(
    element: ExecutableElement,
    processor: ElementProcessor,
    context: ElementContext,
  ): void {
    const completing = this.behaviors.transitions.toCompleting(context);
    const outcome =
      processor.onComplete(element, completing) ??
      this.withListeners('end', 0, element, processor, completing);
    if (outcome !== undefined) this.behaviors.incidents.create(outcome, completing);
  }

  /**
   * Makes a job for the listener of the given index, or finishes the transition when there is
   * none.
   */
  private withListeners(
    eventType: 'start' | 'end',
    index: number,
    element: ExecutableElement,
    processor: ElementProcessor,
    context: ElementContext,
  ): Outcome {
    const listener =
      element.executionListeners.length === 0
        ? undefined
        : element.executionListeners.filter((one) => one.eventType === eventType)[index];
    if (listener === undefined) {
      return eventType === 'start'
        ? processor.finalizeActivation?.(element, context)
        : processor.finalizeCompletion?.(element, context);
    }
    const { jobs } = this.behaviors;
    const job = jobs.evaluateListener(listener, context.elementInstanceKey);
    if (isFailure(job)) return job;
    jobs.create(element, context, job, 'EXECUTION_LISTENER');
    return undefined;
  }

  private listenerCompleted(
    element: ExecutableElement,
    processor: ElementProcessor,
    context: ElementContext,
  ): void {
    const instance = this.context.state.elementInstances.require(context.elementInstanceKey);
    const eventType = instance.state === 'ELEMENT_ACTIVATING' ? 'start' : 'end';
    this.takeListenerVariables(context, eventType === 'start');
    const current = { ...context, state: instance.state };
    const index = instance.executionListenerIndex;
    const outcome = this.withListeners(eventType, index, element, processor, current);
    if (outcome !== undefined) this.behaviors.incidents.create(outcome, current);
  }

  private takeListenerVariables(context: ElementContext, isLocal: boolean): void {
    const { elementInstanceKey, value } = context;
    const trigger = this.context.state.eventScopes.peek(elementInstanceKey);
    if (trigger === undefined) return;
    const scope = isLocal || value.flowScopeKey <= 0 ? elementInstanceKey : value.flowScopeKey;
    this.behaviors.variables.mergeLocal(scope, value, trigger.variables);
    this.behaviors.triggers.triggered(
      trigger.eventKey,
      value.processDefinitionKey,
      trigger.processInstanceKey,
      elementInstanceKey,
      trigger.elementId,
    );
  }
}
