import type { Expression } from '../feel/expression.ts';
import type { BpmnElementType, BpmnEventType } from '../protocol/bpmn-type.ts';

export type { BpmnElementType, BpmnEventType } from '../protocol/bpmn-type.ts';

/**
 * The executable process: what a deployed BPMN process becomes for the engine, with references
 * resolved and expressions parsed.
 *
 * Every element is one flat interface with nullable parts instead of a class per element type:
 * processors read a part by its name, and the shape stays the same for all elements, which keeps
 * property access fast. Names follow Zeebe's `Executable*` classes.
 * Source: engine/.../processing/deployment/model/element
 */

/** One process of a deployed resource. The process is itself the outermost element. */
export interface ExecutableProcess extends ExecutableElement {
  readonly elementType: 'PROCESS';
  /**
   * Elements by id, sequence flows and the process itself excluded. Under a multi-instance
   * activity's id stands its **body**; the activity is `body.multiInstance.inner`.
   */
  readonly elements: ReadonlyMap<string, ExecutableElement>;
  readonly flows: ReadonlyMap<string, ExecutableFlow>;
}

/** Any flow node, the process, or a multi-instance body. */
export interface ExecutableElement {
  readonly id: string;
  /** The modeler's name, or `''`. */
  readonly name: string;
  readonly elementType: BpmnElementType;
  readonly eventType: BpmnEventType;
  /**
   * The element whose instance is this one's flow scope: the process, a (event) sub-process, or
   * for the inner activity of a multi-instance its body. null for the process.
   */
  readonly flowScope: ExecutableElement | null;
  /** For a multi-instance activity: the flows belong to the body, the inner activity has none. */
  readonly incoming: readonly ExecutableFlow[];
  readonly outgoing: readonly ExecutableFlow[];
  /** One FEEL context expression over all input mappings, as Zeebe builds it; null: none. */
  readonly inputMappings: Expression | null;
  readonly outputMappings: Expression | null;
  readonly executionListeners: readonly ExecutionListener[];

  // --- containers: process, sub-process, event sub-process
  readonly startEvents: readonly ExecutableElement[];
  /** The start event without event definition, or null. */
  readonly noneStartEvent: ExecutableElement | null;
  /** Flow nodes directly inside; a multi-instance activity appears as its inner activity. */
  readonly children: readonly ExecutableElement[];

  // --- activities (the process included)
  /** On a multi-instance activity they sit on the body. */
  readonly boundaryEvents: readonly ExecutableElement[];
  readonly eventSubProcesses: readonly ExecutableElement[];
  /**
   * Everything to subscribe to while this element is active, in order of precedence: event
   * sub-process start events (last attached first), boundary events, or for a catch event and a
   * receive task itself, for an event-based gateway the events after it.
   */
  readonly events: readonly ExecutableElement[];
  readonly interruptingElementIds: readonly string[];
  readonly boundaryElementIds: readonly string[];

  // --- events
  /** Of boundary events (cancelActivity) and start events of event sub-processes. */
  readonly interrupting: boolean;
  /** Of a boundary event: the activity, or its multi-instance body, it is attached to. */
  readonly attachedTo: ExecutableElement | null;
  /** Of the start event of an event sub-process: that sub-process. */
  readonly eventSubProcess: ExecutableElement | null;
  readonly isConnectedToEventBasedGateway: boolean;
  readonly timer: TimerDefinition | null;
  readonly message: MessageDefinition | null;
  readonly signal: SignalDefinition | null;
  readonly error: ErrorDefinition | null;
  readonly escalation: EscalationDefinition | null;
  /** Of a link throw event: the catch event to go to. */
  readonly linkTarget: ExecutableElement | null;
  readonly isTerminateEndEvent: boolean;
  readonly compensation: CompensationDefinition | null;
  readonly isForCompensation: boolean;

  // --- job workers: service, send, user, script, business rule tasks, message throw/end events
  readonly job: JobProperties | null;
  /** Of a user task with `zeebe:userTask` (then `job` is null). */
  readonly userTask: UserTaskProperties | null;
  readonly calledDecision: CalledDecision | null;
  readonly script: ScriptDefinition | null;
  readonly calledElement: CalledElement | null;

  // --- gateways
  /** Of an exclusive or inclusive gateway. */
  readonly defaultFlow: ExecutableFlow | null;
  /** Outgoing flows that bear a condition; the default flow too if it bears one. */
  readonly outgoingWithCondition: readonly ExecutableFlow[];

  /** Only on a MULTI_INSTANCE_BODY. */
  readonly multiInstance: MultiInstance | null;
}

/** A sequence flow. Source and target are a body where the activity is multi-instance. */
export interface ExecutableFlow {
  readonly id: string;
  readonly name: string;
  readonly source: ExecutableElement;
  readonly target: ExecutableElement;
  readonly condition: Expression | null;
}

/** Source: ExecutableLoopCharacteristics.java */
export interface MultiInstance {
  readonly inner: ExecutableElement;
  readonly isSequential: boolean;
  readonly inputCollection: Expression;
  readonly inputElement: string | null;
  readonly outputCollection: string | null;
  readonly outputElement: Expression | null;
  readonly completionCondition: Expression | null;
}

/** What a job is made of. `type` and `retries` may be FEEL; headers are static. */
export interface JobProperties extends UserTaskProperties {
  readonly type: Expression;
  readonly retries: Expression;
}

/**
 * A user task's properties; on other job workers everything but the headers is null. Candidate
 * lists given as CSV are already FEEL lists, static assignees FEEL strings, as Zeebe makes them.
 */
export interface UserTaskProperties {
  readonly headers: Readonly<Record<string, string>>;
  readonly assignee: Expression | null;
  readonly candidateGroups: Expression | null;
  readonly candidateUsers: Expression | null;
  readonly dueDate: Expression | null;
  readonly followUpDate: Expression | null;
  readonly formId: Expression | null;
  readonly externalFormReference: Expression | null;
}

/** Source: 8.5 execution listeners, start and end. */
export interface ExecutionListener {
  readonly eventType: 'start' | 'end';
  readonly type: Expression;
  readonly retries: Expression;
}

/** A call activity's `zeebe:calledElement`. Version binding in 8.5: always the latest. */
export interface CalledElement {
  readonly processId: Expression;
  readonly propagateAllChildVariables: boolean;
  readonly propagateAllParentVariables: boolean;
}

/** A business rule task's `zeebe:calledDecision`. */
export interface CalledDecision {
  readonly decisionId: Expression;
  readonly resultVariable: string;
}

/** A script task's `zeebe:script`. */
export interface ScriptDefinition {
  readonly expression: Expression;
  readonly resultVariable: string;
}

/** `date`: a date-time; `duration`: ISO 8601; `cycle`: `R…` or cron. */
export interface TimerDefinition {
  readonly kind: 'date' | 'duration' | 'cycle';
  readonly expression: Expression;
}

/** `name` is set when it doesn't depend on variables; else evaluate `nameExpression`. */
export interface MessageDefinition {
  readonly id: string;
  readonly name: string | null;
  readonly nameExpression: Expression;
  readonly correlationKey: Expression | null;
}

/** `name` is set when it doesn't depend on variables; else evaluate `nameExpression`. */
export interface SignalDefinition {
  readonly id: string;
  readonly name: string | null;
  readonly nameExpression: Expression;
}

/** `code` is set when static (`''` catches every error); else evaluate `codeExpression`. */
export interface ErrorDefinition {
  readonly id: string;
  readonly code: string | null;
  readonly codeExpression: Expression;
}

/** `code` is set when static (`''` catches every escalation); else evaluate the expression. */
export interface EscalationDefinition {
  readonly id: string;
  readonly code: string | null;
  readonly codeExpression: Expression;
}

/** On a boundary event: the handler; on a throw or end event: the activity named, or null. */
export interface CompensationDefinition {
  readonly handler: ExecutableElement | null;
  readonly activity: ExecutableElement | null;
}
