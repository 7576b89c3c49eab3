import {
  attributeOf,
  childOf,
  childrenOf,
  eventDefinitionsOf,
  extensionsOf,
  flagOf,
  flowsOf,
  isBpmn,
  nameOf,
  referenceOf,
} from './bpmn-document.ts';
import type { BpmnDocument } from './bpmn-document.ts';
import { noConditions, reportInterrupting } from './checks-flow.ts';
import { notSingle } from './model-fault.ts';
import type { Check, Checks } from './validate.ts';
import type { XmlElement } from './xml.ts';

function definitionsNamed(names: readonly string[]): readonly string[] {
  return names.map((name) => `${name}EventDefinition`);
}

const AT_BOUNDARY = definitionsNamed([
  'timer',
  'message',
  'error',
  'signal',
  'escalation',
  'compensate',
]);

/** Source: BoundaryEventValidator.java */
const boundaryEvent: Check = (element, document, report) => {
  const host = referenceOf(document, element, 'attachedToRef');
  if (host === null) report('boundary-not-attached', 'Must be attached to an activity');
  if (flowsOf(document, element, 'incoming').length > 0) {
    report('boundary-incoming', 'Cannot have incoming sequence flows');
  }
  const definitions = eventDefinitionsOf(element);
  if (flowsOf(document, element, 'outgoing').length === 0 && !compensates(document, element)) {
    const message = 'Must have at least one outgoing sequence flow or association';
    report('boundary-without-outgoing', message);
  }
  if (definitions.length !== 1) {
    report('event-definition-count', 'Must have exactly one event definition');
  }
  for (const definition of definitions) {
    if (AT_BOUNDARY.includes(definition.name)) continue;
    const types = 'timer, message, error, signal, escalation';
    report('event-type', `Boundary events must be one of: ${types}`);
  }
  for (const definition of definitions) {
    const isEscalation = definition.name === 'escalationEventDefinition';
    if (isEscalation && !(host !== null && catchesEscalation(host))) {
      const where = 'a subprocess, or a call activity';
      const message = `An escalation boundary event should only be attached to ${where}.`;
      report('escalation-boundary-host', message);
    }
    reportInterrupting(definition, flagOf(element, 'cancelActivity', true), report);
  }
};

function catchesEscalation(host: XmlElement): boolean {
  return ['subProcess', 'transaction', 'adHocSubProcess', 'callActivity'].includes(host.name);
}

function compensates(document: BpmnDocument, element: XmlElement): boolean {
  const isCompensation = eventDefinitionsOf(element).some(
    (definition) => definition.name === 'compensateEventDefinition',
  );
  const associations = document.elements.filter((one) => isBpmn(one, 'association'));
  return (
    isCompensation &&
    associations.some((one) => referenceOf(document, one, 'sourceRef') === element)
  );
}

const AT_END = definitionsNamed([
  'error',
  'message',
  'terminate',
  'signal',
  'escalation',
  'compensate',
]);

/** Source: EndEventValidator.java */
const endEvent: Check = (element, document, report) => {
  if (flowsOf(document, element, 'outgoing').length > 0) {
    const message = 'End events must not have outgoing sequence flows to other elements.';
    report('end-event-outgoing', message);
  }
  const definitions = eventDefinitionsOf(element);
  if (definitions.length > 1) {
    report('event-definition-count', 'Must have at most one event definition');
  }
  for (const definition of definitions) {
    if (!AT_END.includes(definition.name)) {
      const types = 'none, error, message, terminate, signal, escalation or compensation';
      report('event-type', `End events must be one of: ${types}`);
    }
    reportWaiting(definition, 'compensation end event', report);
  }
};

function reportWaiting(definition: XmlElement, what: string, report: Parameters<Check>[2]): void {
  if (definition.name !== 'compensateEventDefinition') return;
  if (flagOf(definition, 'waitForCompletion', true)) return;
  const message = `A ${what} waitForCompletion attribute must be true or not present`;
  report('compensation-must-wait', message);
}

/** Source: IntermediateThrowEventValidator.java */
const throwEvent: Check = (element, _document, report) => {
  for (const definition of eventDefinitionsOf(element)) {
    reportWaiting(definition, 'compensation intermediate throwing event', report);
  }
};

/** Source: MessageThrowEventValidator.java */
const messageThrowEvent: Check = (element, document, report) => {
  const [definition, ...others] = eventDefinitionsOf(element).filter(
    (one) => one.name === 'messageEventDefinition',
  );
  if (definition === undefined) return;
  if (others.length > 0) throw notSingle(others.length + 1);
  const publishing = extensionsOf(definition, 'publishMessage').length;
  const working = extensionsOf(element, 'taskDefinition').length;
  if (publishing + working !== 1) {
    const wish = "either one 'zeebe:publishMessage' or one 'zeebe:taskDefinition'";
    report('extension-missing', `Must have ${wish} extension element`);
  } else if (working === 0 && referenceOf(document, definition, 'messageRef') === null) {
    report('message-missing', 'Must reference a message');
  }
};

const IN_BETWEEN = definitionsNamed(['message', 'timer', 'signal', 'link']);

/** Source: IntermediateCatchEventValidator.java */
const catchEvent: Check = (element, _document, report) => {
  const [definition, ...others] = eventDefinitionsOf(element);
  if (definition === undefined || others.length > 0) {
    report('event-definition-count', 'Must have exactly one event definition');
  } else if (!IN_BETWEEN.includes(definition.name)) {
    const message = 'Event definition must be one of: message, timer, signal, or link';
    report('event-type', message);
  } else if (definition.name === 'timerEventDefinition' && !hasSingleTime(definition)) {
    const wish = 'either a time duration or a time date';
    report('timer-kind', `Intermediate timer catch event must have ${wish}.`);
  }
};

function hasSingleTime(definition: XmlElement): boolean {
  return childOf(definition, 'timeDuration') !== null || childOf(definition, 'timeDate') !== null;
}

/** Source: StartEventValidator.java */
const startEvent: Check = (element, _document, report) => {
  if (eventDefinitionsOf(element).length <= 1) return;
  report('event-definition-count', "Start event can't have more than one type");
};

/** Source: TimerEventDefinitionValidator.java */
const timerDefinition: Check = (element, _document, report) => {
  const kinds = ['timeDate', 'timeDuration', 'timeCycle'];
  if (kinds.flatMap((kind) => childrenOf(element, kind)).length === 1) return;
  const message = 'Must be exactly one type of timer: timeDuration, timeDate or timeCycle';
  report('timer-kind', message);
};

function isThrowing(definition: XmlElement): boolean {
  const { parent } = definition;
  return (
    parent !== null && (isBpmn(parent, 'endEvent') || isBpmn(parent, 'intermediateThrowEvent'))
  );
}

/** Source: MessageEventDefinitionValidator.java */
const messageDefinition: Check = (element, document, report) => {
  if (isThrowing(element) || referenceOf(document, element, 'messageRef') !== null) return;
  report('message-missing', 'Must reference a message');
};

/** Source: SignalEventDefinitionValidator.java */
const signalDefinition: Check = (element, document, report) => {
  if (referenceOf(document, element, 'signalRef') !== null) return;
  report('signal-missing', 'Must reference a signal');
};

/** Source: LinkEventDefinitionValidator.java */
const linkDefinition: Check = (element, _document, report) => {
  if (nameOf(element) !== '') return;
  report('link-name-missing', 'Link name must be present and not empty.');
};

/** Source: ErrorEventDefinitionValidator.java */
const errorDefinition: Check = (element, document, report) => {
  const error = referenceOf(document, element, 'errorRef');
  const code = error === null ? null : attributeOf(error, 'errorCode');
  if (element.parent !== null && isBpmn(element.parent, 'endEvent')) {
    if (error === null) report('error-missing', 'Must reference an error');
    else if (code === null || code === '') {
      report('error-code-missing', 'ErrorCode must be present and not empty');
    }
  } else if (code?.startsWith('=') === true) {
    const message = 'The errorCode of the error catch event is not allowed to be an expression';
    report('error-code-expression', message);
  }
};

/** Source: EscalationEventDefinitionValidator.java */
const escalationDefinition: Check = (element, document, report) => {
  const escalation = referenceOf(document, element, 'escalationRef');
  if (isThrowing(element)) {
    if (escalation === null) report('escalation-missing', 'Must reference an escalation');
  } else if (escalation !== null && attributeOf(escalation, 'escalationCode')?.startsWith('=')) {
    const what = 'The escalationCode of the escalation catch event';
    report('escalation-code-expression', `${what} is not allowed to be an expression`);
  }
};

/** Source: EventDefinitionValidator.java */
const unsupportedDefinition: Check = (_element, _document, report) => {
  report('event-definition-unsupported', 'Event definition of this type is not supported');
};

/** Source: CompensationEventDefinitionValidator.java */
const compensationDefinition: Check = (element, document, report) => {
  const id = attributeOf(element, 'activityRef');
  if (id === null || id === '') return;
  const activity = referenceOf(document, element, 'activityRef');
  const what = `The referenced compensation activity '${id}'`;
  if (activity === null) {
    report('compensation-activity-missing', `${what} doesn't exist`);
    return;
  }
  const isSubProcess =
    isBpmn(activity, 'subProcess') && !flagOf(activity, 'triggeredByEvent', false);
  const hasHandler = document.elements
    .filter((one) => isBpmn(one, 'boundaryEvent'))
    .filter((one) => referenceOf(document, one, 'attachedToRef') === activity)
    .flatMap(eventDefinitionsOf)
    .some((one) => one.name === 'compensateEventDefinition');
  if (!isSubProcess && !hasHandler) {
    const wish = 'either a compensation boundary event or be a subprocess';
    report('compensation-activity-kind', `${what} must have ${wish}`);
  }
  const scope = element.parent?.parent ?? null;
  const isInEventSubProcess = scope !== null && flagOf(scope, 'triggeredByEvent', false);
  if (activity.parent === scope) return;
  if (isInEventSubProcess && activity.parent === scope.parent) return;
  const message = `${what} must be in the same scope as the compensation throw event`;
  report('compensation-activity-scope', message);
};

export const EVENT_CHECKS: Checks = {
  startEvent: [noConditions, startEvent],
  endEvent: [noConditions, messageThrowEvent, endEvent],
  intermediateCatchEvent: [noConditions, catchEvent],
  intermediateThrowEvent: [noConditions, messageThrowEvent, throwEvent],
  boundaryEvent: [noConditions, boundaryEvent],
  timerEventDefinition: [timerDefinition],
  messageEventDefinition: [messageDefinition],
  signalEventDefinition: [signalDefinition],
  linkEventDefinition: [linkDefinition],
  errorEventDefinition: [errorDefinition],
  escalationEventDefinition: [escalationDefinition],
  compensateEventDefinition: [compensationDefinition],
  conditionalEventDefinition: [unsupportedDefinition],
  cancelEventDefinition: [unsupportedDefinition],
};
