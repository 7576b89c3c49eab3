import type { ScopeNotation } from './diagram.ts';

/** What an event waits for or does. */
export interface EventNotation {
  readonly timer?: string;
  readonly date?: string;
  readonly cycle?: string;
  readonly message?: string | { readonly name: string; readonly key?: string };
  readonly error?: string;
  readonly signal?: string;
  readonly escalation?: string;
  readonly link?: string;
  readonly terminate?: boolean;
  /** On a throw or end event, the id of an activity compensates only that. */
  readonly compensate?: boolean | string;
  readonly waitForCompletion?: string;
}

/** Multi-instance. */
export interface LoopNotation {
  readonly each: string;
  readonly as?: string;
  readonly collect?: string;
  readonly from?: string;
  readonly until?: string;
  readonly sequential?: boolean;
}

/** A job around an element: before it (`start`) or after it (`end`). */
export interface ListenerNotation {
  readonly when?: string;
  readonly job?: string;
  readonly retries?: string | number;
}

/** One element; which of the fields mean something depends on its kind. */
export interface ElementNotation extends EventNotation, ScopeNotation {
  readonly kind: string;
  readonly name?: string;
  /** The type of the job, for tasks done by workers. */
  readonly job?: string;
  readonly retries?: string | number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Execution listeners in the order in which they are asked. */
  readonly listeners?: readonly ListenerNotation[];
  /** Input mappings: target name to source expression. */
  readonly in?: Readonly<Record<string, string>>;
  /** Output mappings: target name to source expression. */
  readonly out?: Readonly<Record<string, string>>;
  readonly loop?: LoopNotation;
  /** The activity that a boundary event sits on. */
  readonly on?: string;
  readonly interrupting?: boolean;
  /** The activity that a compensation boundary event is associated with. */
  readonly handler?: string;
  readonly forCompensation?: boolean;
  readonly expression?: string;
  readonly decision?: string;
  readonly process?: string;
  readonly propagateParent?: boolean;
  readonly propagateChild?: boolean;
  readonly result?: string;
  readonly form?: string;
  readonly formKey?: string;
  readonly externalReference?: string;
  readonly native?: boolean;
  readonly assignee?: string;
  readonly groups?: string;
  readonly users?: string;
  readonly due?: string;
  readonly followUp?: string;
}

/** BPMN's name of each kind. */
export const KINDS: Readonly<Record<string, string>> = {
  start: 'startEvent',
  end: 'endEvent',
  catch: 'intermediateCatchEvent',
  throw: 'intermediateThrowEvent',
  boundary: 'boundaryEvent',
  task: 'task',
  service: 'serviceTask',
  user: 'userTask',
  script: 'scriptTask',
  rule: 'businessRuleTask',
  manual: 'manualTask',
  receive: 'receiveTask',
  send: 'sendTask',
  xor: 'exclusiveGateway',
  and: 'parallelGateway',
  or: 'inclusiveGateway',
  'event-gateway': 'eventBasedGateway',
  'complex-gateway': 'complexGateway',
  sub: 'subProcess',
  'event-sub': 'subProcess',
  call: 'callActivity',
};

/** `service work` is short for `{ kind: service, job: work }`, `call other` names the process. */
export function readElement(notation: string | ElementNotation): ElementNotation {
  if (typeof notation !== 'string') return notation;
  const [kind = '', argument] = notation.split(' ');
  if (argument === undefined) return { kind };
  if (kind === 'call') return { kind, process: argument };
  if (kind === 'boundary') return { kind, on: argument };
  return { kind, job: argument };
}
