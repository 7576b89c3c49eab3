import type { ExecutableElement } from '../../model/executable.ts';
import type { BpmnElementType } from '../../protocol/bpmn-type.ts';
import type { JsonText } from '../../protocol/json-text.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import { isActive, isInterrupted } from '../../state/element-instance.ts';
import type { EngineState } from '../../state/engine-state.ts';
import { elementOf } from '../../state/process-state.ts';
import { Failure } from '../failure.ts';
import type { EventTriggers } from './event-triggers.ts';

/** Who catches an error or escalation. */
export interface Catcher {
  readonly instance: ElementInstance;
  readonly event: ExecutableElement;
}

/**
 * Finds who catches an error and throws it there. Source: `CatchEventAnalyzer`,
 * `BpmnEventPublicationBehavior`.
 */
export class ErrorEvents {
  private readonly state: EngineState;
  private readonly triggers: EventTriggers;

  constructor(state: EngineState, triggers: EventTriggers) {
    this.state = state;
    this.triggers = triggers;
  }

  /** The nearest catcher from the instance upwards, through calling processes; else why not. */
  find(code: string, from: ElementInstance | undefined, jobMessage = ''): Catcher | Failure {
    const available: string[] = [];
    let instance = from;
    while (instance !== undefined && isActive(instance)) {
      const found = this.findInProcess(code, instance, available);
      if (found !== undefined) return found;
      instance = this.state.elementInstances.get(instance.value.parentElementInstanceKey);
    }
    const message = jobMessage === '' ? '' : ` with message '${jobMessage}'`;
    const events =
      available.length === 0
        ? ' No error events are available in the scope.'
        : ` Available error events are [${available.join(', ')}]`;
    return new Failure(
      `Expected to throw an error event with the code '${code}'${message}, but it was not ` +
        `caught.${events}`,
      'UNHANDLED_ERROR_EVENT',
    );
  }

  /** Throws an error to its catcher, unless the catcher's scope takes no more events. */
  throw({ instance, event }: Catcher, variables?: JsonText): void {
    if (!this.triggers.canTrigger(instance, event.id)) return;
    this.triggers.activateElement(event, instance.key, instance.value, variables);
  }

  private findInProcess(
    code: string,
    from: ElementInstance,
    available: string[],
  ): Catcher | undefined {
    let instance: ElementInstance | undefined = from;
    while (instance !== undefined && isActive(instance) && !isInterrupted(instance)) {
      const event = this.findInScope(code, instance, available);
      if (event !== undefined) return { instance, event };
      instance = this.state.elementInstances.get(instance.parentKey);
    }
    return undefined;
  }

  /** Catchers with the highest code come first, so that one that catches everything comes last. */
  private findInScope(
    code: string,
    { value }: ElementInstance,
    available: string[],
  ): ExecutableElement | undefined {
    const process = this.state.processes.get(value.processDefinitionKey)?.executable;
    const element = process && elementOf(process, value.elementId, value.bpmnElementType);
    const javaClass = NO_ACTIVITIES[value.bpmnElementType];
    if (javaClass !== undefined) {
      throw new Error(
        `Expected element with id '${value.elementId}' to be instance of class ` +
          `'ExecutableActivity', but it is an instance of '${javaClass}'`,
      );
    }
    const events = (element?.events ?? []).filter((event) => event.error?.code != null);
    events.sort((one, other) => compareText(other.error!.code!, one.error!.code!));
    for (const event of events) {
      const caught = event.error!.code!;
      available.push(caught);
      if (caught === '' || caught === code) return event;
    }
    return undefined;
  }
}

/**
 * Events with jobs of their own. Zeebe stumbles over an error that such a job throws, and refuses
 * the command; the job goes on. Measured on 8.5.8.
 */
const NO_ACTIVITIES: Readonly<Partial<Record<BpmnElementType, string>>> = {
  END_EVENT: 'ExecutableEndEvent',
  INTERMEDIATE_THROW_EVENT: 'ExecutableIntermediateThrowEvent',
};

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
