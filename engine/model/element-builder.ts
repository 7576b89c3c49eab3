import type { Expression } from '../feel/expression.ts';
import type {
  BpmnElementType,
  BpmnEventType,
  CalledDecision,
  CalledElement,
  CompensationDefinition,
  ErrorDefinition,
  EscalationDefinition,
  ExecutableElement,
  ExecutableFlow,
  ExecutionListener,
  JobProperties,
  MessageDefinition,
  MultiInstance,
  ScriptDefinition,
  SignalDefinition,
  TimerDefinition,
  UserTaskProperties,
} from './executable.ts';

/** An executable element while it is being built; afterwards seen as `ExecutableElement`. */
export class ElementBuilder implements ExecutableElement {
  readonly id: string;
  readonly name: string;
  elementType: BpmnElementType;
  eventType: BpmnEventType = 'UNSPECIFIED';
  flowScope: ElementBuilder | null = null;
  incoming: FlowBuilder[] = [];
  outgoing: FlowBuilder[] = [];
  inputMappings: Expression | null = null;
  outputMappings: Expression | null = null;
  executionListeners: ExecutionListener[] = [];
  startEvents: ElementBuilder[] = [];
  noneStartEvent: ElementBuilder | null = null;
  children: ElementBuilder[] = [];
  boundaryEvents: ElementBuilder[] = [];
  eventSubProcesses: ElementBuilder[] = [];
  events: ElementBuilder[] = [];
  interruptingElementIds: string[] = [];
  boundaryElementIds: string[] = [];
  interrupting = false;
  attachedTo: ElementBuilder | null = null;
  eventSubProcess: ElementBuilder | null = null;
  isConnectedToEventBasedGateway = false;
  timer: TimerDefinition | null = null;
  message: MessageDefinition | null = null;
  signal: SignalDefinition | null = null;
  error: ErrorDefinition | null = null;
  escalation: EscalationDefinition | null = null;
  linkTarget: ElementBuilder | null = null;
  isTerminateEndEvent = false;
  compensation: CompensationDefinition | null = null;
  isForCompensation = false;
  job: JobProperties | null = null;
  userTask: UserTaskProperties | null = null;
  calledDecision: CalledDecision | null = null;
  script: ScriptDefinition | null = null;
  calledElement: CalledElement | null = null;
  defaultFlow: FlowBuilder | null = null;
  outgoingWithCondition: FlowBuilder[] = [];
  multiInstance: (MultiInstance & { readonly inner: ElementBuilder }) | null = null;

  constructor(id: string, name: string, elementType: BpmnElementType) {
    this.id = id;
    this.name = name;
    this.elementType = elementType;
  }

  /** Attaches a boundary event. Source: ExecutableActivity.attach */
  attachBoundaryEvent(event: ElementBuilder): void {
    event.attachedTo = this;
    this.boundaryEvents.push(event);
    this.events.push(event);
    this.boundaryElementIds.push(event.id);
    if (event.interrupting) this.interruptingElementIds.push(event.id);
  }

  /** Attaches an event sub-process; its start event goes before what is there. */
  attachEventSubProcess(eventSubProcess: ElementBuilder): void {
    this.eventSubProcesses.push(eventSubProcess);
    const startEvent = eventSubProcess.startEvents[0];
    if (startEvent === undefined) return;
    this.events.unshift(startEvent);
    if (startEvent.interrupting) this.interruptingElementIds.push(startEvent.id);
  }
}

/** A sequence flow while it is being built. */
export class FlowBuilder implements ExecutableFlow {
  readonly id: string;
  readonly name: string;
  source: ElementBuilder;
  target: ElementBuilder;
  condition: Expression | null = null;

  constructor(id: string, name: string, source: ElementBuilder, target: ElementBuilder) {
    this.id = id;
    this.name = name;
    this.source = source;
    this.target = target;
  }
}
