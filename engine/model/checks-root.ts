import {
  attributeOf,
  childrenOf,
  eventDefinitionsOf,
  executableProcessesOf,
  extensionsOf,
  isBpmn,
  nameOf,
  referenceOf,
  subProcessesOf,
} from './bpmn-document.ts';
import type { BpmnDocument } from './bpmn-document.ts';
import type { Check, Checks } from './validate.ts';
import type { XmlElement } from './xml.ts';

/** Source: DefinitionsValidator.java */
const definitions: Check = (_element, document, report) => {
  if (executableProcessesOf(document).length > 0) return;
  report('no-executable-process', 'Must contain at least one executable process');
};

type Reference = 'message' | 'signal' | 'escalation';

/** Whether an event of these kinds, anywhere in a process, refers to the element. */
function isReferred(
  document: BpmnDocument,
  element: XmlElement,
  kind: Reference,
  events: readonly string[],
): boolean {
  return document.elements
    .filter((one) => events.includes(one.name))
    .some((event) => refersTo(document, event, element, kind));
}

function refersTo(
  document: BpmnDocument,
  event: XmlElement,
  element: XmlElement,
  kind: Reference,
): boolean {
  return eventDefinitionsOf(event)
    .filter((definition) => definition.name === `${kind}EventDefinition`)
    .some((definition) => referenceOf(document, definition, `${kind}Ref`) === element);
}

/** The start events of the processes, or of the sub-processes directly in them. */
function startEvents(document: BpmnDocument, inSubProcess: boolean): XmlElement[] {
  const processes = childrenOf(document.definitions, 'process');
  const scopes = inSubProcess ? processes.flatMap(subProcessesOf) : processes;
  return scopes.flatMap((scope) => childrenOf(scope, 'startEvent'));
}

function tasksReferTo(document: BpmnDocument, element: XmlElement, task: string): boolean {
  return document.elements.some(
    (one) => isBpmn(one, task) && referenceOf(document, one, 'messageRef') === element,
  );
}

function reportName(element: XmlElement, report: Parameters<Check>[2]): void {
  if (nameOf(element) === '') report('name-missing', 'Name must be present and not empty');
}

/** Source: MessageValidator.java */
const message: Check = (element, document, report) => {
  const inSubProcesses = startEvents(document, true).filter((event) =>
    refersTo(document, event, element, 'message'),
  );
  if (
    isReferred(document, element, 'message', ['intermediateCatchEvent', 'boundaryEvent']) ||
    tasksReferTo(document, element, 'receiveTask') ||
    inSubProcesses.length === 1
  ) {
    reportName(element, report);
    if (extensionsOf(element, 'subscription').length !== 1) {
      const wish = 'Must have exactly one zeebe:subscription extension element';
      report('subscription-missing', wish);
    }
    return;
  }
  if (
    isReferred(document, element, 'message', ['intermediateThrowEvent', 'endEvent']) ||
    tasksReferTo(document, element, 'sendTask')
  ) {
    reportName(element, report);
    return;
  }
  const starting = startEvents(document, false).filter((event) =>
    refersTo(document, event, element, 'message'),
  );
  if (starting.length > 1) {
    const text = 'A message cannot be referred by more than one start event';
    report('message-starts-several', text);
  } else if (starting.length === 1) {
    reportName(element, report);
  }
};

const SIGNAL_EVENTS = [
  'intermediateCatchEvent',
  'boundaryEvent',
  'intermediateThrowEvent',
  'endEvent',
];

/** Source: SignalValidator.java */
const signal: Check = (element, document, report) => {
  const refers = (event: XmlElement): boolean => refersTo(document, event, element, 'signal');
  const isCaught =
    isReferred(document, element, 'signal', SIGNAL_EVENTS) ||
    startEvents(document, true).filter(refers).length === 1;
  if (isCaught) reportName(element, report);
  for (const _start of startEvents(document, false).filter(refers)) reportName(element, report);
};

/** Source: EscalationValidator.java */
const escalation: Check = (element, document, report) => {
  const throwing = ['intermediateThrowEvent', 'endEvent'];
  if (!isReferred(document, element, 'escalation', throwing)) return;
  const code = attributeOf(element, 'escalationCode');
  if (code !== null && code !== '') return;
  report('escalation-code-missing', 'EscalationCode must be present and not empty');
};

export const ROOT_CHECKS: Checks = {
  definitions: [definitions],
  message: [message],
  signal: [signal],
  escalation: [escalation],
};
