import {
  attributeOf,
  childOf,
  childrenOf,
  eventDefinitionsOf,
  flagOf,
  flowsOf,
  isBpmn,
  referenceOf,
  subProcessesOf,
} from './bpmn-document.ts';
import type { BpmnDocument } from './bpmn-document.ts';
import {
  reportDuplicateHandlers,
  reportLinks,
  reportUnpairedDefinitions,
} from './event-definition-rules.ts';
import { hostMissing, wrongReference } from './model-fault.ts';
import type { Check, Checks } from './validate.ts';
import type { XmlElement } from './xml.ts';

const UNSUPPORTED_ELEMENTS: Readonly<Record<string, string>> = {
  complexGateway: 'ComplexGateway',
  adHocSubProcess: 'AdHocSubProcess',
  transaction: 'Transaction',
};

/** Source: FlowElementValidator.java */
const unsupported: Check = (element, _document, report) => {
  report(
    'element-unsupported',
    `Elements of type '${UNSUPPORTED_ELEMENTS[element.name] ?? element.name}' are currently not ` +
      'supported. Please refer to the documentation for a list of supported elements: ' +
      'https://docs.camunda.io/docs/components/modeler/bpmn/bpmn-coverage/',
  );
};

/** Source: FlowNodeValidator.java */
export const noConditions: Check = (element, document, report) => {
  const flows = flowsOf(document, element, 'outgoing');
  const conditional = flows.find((flow) => {
    if (!isBpmn(flow, 'sequenceFlow')) throw wrongReference(flow, 'SequenceFlow');
    return childOf(flow, 'conditionExpression') !== null;
  });
  if (conditional === undefined) return;
  report(
    'condition-only-at-gateway',
    'Conditional sequence flows are only supported at exclusive or inclusive gateway',
  );
};

/** Source: ExclusiveGatewayValidator.java, InclusiveGatewayValidator.java */
const defaultFlow: Check = (element, document, report) => {
  const flow = referenceOf(document, element, 'default');
  if (flow !== null && referenceOf(document, flow, 'sourceRef') !== element) {
    report('default-flow-elsewhere', 'Default flow must start at gateway');
  }
};

const inclusiveJoin: Check = (element, document, report) => {
  if (flowsOf(document, element, 'incoming').length <= 1) return;
  report(
    'inclusive-join',
    'Currently the inclusive gateway can only have one incoming sequence flow',
  );
};

const EVENTS_AFTER_GATEWAY = [
  'timerEventDefinition',
  'messageEventDefinition',
  'signalEventDefinition',
];

/** Source: EventBasedGatewayValidator.java */
const eventBasedGateway: Check = (element, document, report) => {
  const flows = flowsOf(document, element, 'outgoing');
  if (flows.length < 2) {
    const message = 'Event-based gateway must have at least 2 outgoing sequence flows.';
    report('event-gateway-one-flow', message);
  }
  const targets = flows.map((flow) => referenceOf(document, flow, 'targetRef'));
  if (!targets.every((target) => target !== null && isWaitingEvent(target))) {
    report(
      'event-gateway-target',
      'Event-based gateway must not have an outgoing sequence flow to other elements than ' +
        'message/timer/signal intermediate catch events.',
    );
  }
  const events = targets.filter((target) => target !== null);
  const catchEvents = events.filter((target) => isBpmn(target, 'intermediateCatchEvent'));
  const definitions = catchEvents.flatMap(eventDefinitionsOf);
  for (const name of ['messageEventDefinition', 'signalEventDefinition']) {
    reportUnpairedDefinitions(
      document,
      definitions.filter((one) => one.name === name),
      report,
    );
  }
  const sources = events
    .flatMap((target) => flowsOf(document, target, 'incoming'))
    .map((flow) => referenceOf(document, flow, 'sourceRef'));
  if (sources.some((source) => source !== element)) {
    report(
      'event-gateway-target-reached-otherwise',
      'Target elements of an event gateway must not have any additional incoming sequence ' +
        'flows other than that from the event gateway.',
    );
  }
};

function isWaitingEvent(target: XmlElement): boolean {
  const definitions = isBpmn(target, 'intermediateCatchEvent') ? eventDefinitionsOf(target) : [];
  return definitions.length === 1 && EVENTS_AFTER_GATEWAY.includes(definitions[0]?.name ?? '');
}

/** Source: SequenceFlowValidator.java */
const sequenceFlow: Check = (element, document, report) => {
  const source = referenceOf(document, element, 'sourceRef');
  if (source === null || childOf(element, 'conditionExpression') !== null) return;
  const isExclusive = isBpmn(source, 'exclusiveGateway');
  if (!isExclusive && !isBpmn(source, 'inclusiveGateway')) return;
  if (flowsOf(document, source, 'outgoing').length <= 1) return;
  if (attributeOf(source, 'default') === attributeOf(element, 'id')) return;
  if (isExclusive) report('flow-without-condition', 'Must have a condition or be default flow');
  else report('flow-without-condition', 'Must have a condition');
};

/** Source: ProcessValidator.java */
const process: Check = (element, document, report) => {
  const starts = childrenOf(element, 'startEvent');
  if (starts.length === 0) report('no-start-event', 'Must have at least one start event');
  else if (starts.filter((start) => eventDefinitionsOf(start).length === 0).length > 1) {
    report('several-none-start-events', 'Multiple none start events are not allowed');
  }
  reportDuplicateHandlers(document, eventSubProcessDefinitions(element), report);
  const signals = starts
    .flatMap(eventDefinitionsOf)
    .filter((definition) => definition.name === 'signalEventDefinition');
  reportUnpairedDefinitions(document, signals, report);
  reportLinks(element, report);
};

const START_TYPES = [
  'timerEventDefinition',
  'messageEventDefinition',
  'errorEventDefinition',
  'signalEventDefinition',
  'escalationEventDefinition',
];

/** Source: SubProcessValidator.java */
const subProcess: Check = (element, document, report) => {
  const [start, ...others] = childrenOf(element, 'startEvent');
  if (!isBpmn(element, 'adHocSubProcess') && (start === undefined || others.length > 0)) {
    report('sub-process-start-events', 'Must have exactly one start event');
  }
  if (start !== undefined) {
    if (flagOf(element, 'triggeredByEvent', false)) eventSubProcess(element, start, report);
    else if (eventDefinitionsOf(start).length > 0) {
      const message = 'Start events in subprocesses must be of type none';
      report('sub-process-start-event-type', message);
    }
  }
  reportDuplicateHandlers(document, eventSubProcessDefinitions(element), report);
  reportLinks(element, report);
};

function eventSubProcess(
  element: XmlElement,
  start: XmlElement,
  report: Parameters<Check>[2],
): void {
  const definitions = eventDefinitionsOf(start);
  const types =
    'Start events in event subprocesses must be one of: ' +
    'message, timer, error, signal or escalation';
  if (definitions.length === 0) report('event-sub-process-start-type', types);
  const isCompensation = definitions.some((one) => one.name === 'compensateEventDefinition');
  if (isCompensation && (element.parent === null || !isBpmn(element.parent, 'subProcess'))) {
    const message = 'A compensation event subprocess is not allowed on the process level';
    report('compensation-event-sub-process', message);
  }
  for (const definition of definitions) {
    if (!START_TYPES.includes(definition.name)) report('event-sub-process-start-type', types);
  }
  const interrupting = flagOf(start, 'isInterrupting', true);
  for (const definition of definitions) reportInterrupting(definition, interrupting, report);
}

const NON_INTERRUPTING = [
  'messageEventDefinition',
  'timerEventDefinition',
  'signalEventDefinition',
  'escalationEventDefinition',
];

/** Source: ModelUtil.verifyEventDefinition */
export function reportInterrupting(
  definition: XmlElement,
  interrupting: boolean,
  report: Parameters<Check>[2],
): void {
  if (!interrupting && !NON_INTERRUPTING.includes(definition.name)) {
    const message = 'Non-Interrupting event of this type is not allowed';
    report('event-must-interrupt', message);
  }
  const isCycle =
    definition.name === 'timerEventDefinition' && childOf(definition, 'timeCycle') !== null;
  if (interrupting && isCycle) {
    const message = 'Interrupting timer event with time cycle is not allowed.';
    report('cycle-must-not-interrupt', message);
  }
}

function eventSubProcessDefinitions(element: XmlElement): XmlElement[] {
  return subProcessesOf(element)
    .filter((inner) => flagOf(inner, 'triggeredByEvent', false))
    .flatMap((inner) => childrenOf(inner, 'startEvent'))
    .flatMap(eventDefinitionsOf);
}

/** The definitions of an activity's own boundary events. Source: ActivityImpl.java */
export function boundaryDefinitionsOf(document: BpmnDocument, activity: XmlElement): XmlElement[] {
  const events = activity.parent === null ? [] : childrenOf(activity.parent, 'boundaryEvent');
  const own = events.filter((event) => {
    const host = referenceOf(document, event, 'attachedToRef');
    if (host === null) throw hostMissing();
    return host === activity;
  });
  return own.flatMap(eventDefinitionsOf);
}

/** Source: ActivityValidator.java */
export const boundaryEvents: Check = (element, document, report) => {
  reportDuplicateHandlers(document, boundaryDefinitionsOf(document, element), report);
};

const SUB_PROCESS: readonly Check[] = [noConditions, boundaryEvents, subProcess];

export const FLOW_CHECKS: Checks = {
  process: [process],
  subProcess: SUB_PROCESS,
  transaction: [unsupported, ...SUB_PROCESS],
  adHocSubProcess: [unsupported, ...SUB_PROCESS],
  complexGateway: [unsupported, noConditions],
  exclusiveGateway: [defaultFlow],
  inclusiveGateway: [defaultFlow, inclusiveJoin],
  parallelGateway: [noConditions],
  eventBasedGateway: [noConditions, eventBasedGateway],
  sequenceFlow: [sequenceFlow],
};
