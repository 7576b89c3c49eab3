import { extensionsOf, flagOf, flowsOf, nameOf, referenceOf } from './bpmn-document.ts';
import { boundaryDefinitionsOf, boundaryEvents, noConditions } from './checks-flow.ts';
import { messageMissing } from './model-fault.ts';
import type { Check, Checks } from './validate.ts';

/** Exactly one of two extension elements. */
function eitherExtension(one: string, other: string): Check {
  return (element, _document, report) => {
    const counts = [extensionsOf(element, one).length, extensionsOf(element, other).length];
    if (counts[0] === 1 && counts[1] === 0) return;
    if (counts[0] === 0 && counts[1] === 1) return;
    const wish = `either one 'zeebe:${one}' or one 'zeebe:${other}' extension element`;
    report('extension-missing', `Must have ${wish}`);
  };
}

/** Exactly one extension element of a kind. Source: ExtensionElementsValidator.java */
export function singleExtension(name: string): Check {
  return (element, _document, report) => {
    if (extensionsOf(element, name).length === 1) return;
    report('extension-missing', `Must have exactly one 'zeebe:${name}' extension element`);
  };
}

/** Source: SendTaskValidator.java */
const sendTask: Check = (element, document, report) => {
  eitherExtension('publishMessage', 'taskDefinition')(element, document, report);
  const publishes = extensionsOf(element, 'publishMessage').length > 0;
  if (publishes && referenceOf(document, element, 'messageRef') === null) {
    report('message-missing', 'Must reference a message');
  }
};

/** Source: ReceiveTaskValidator.java */
const receiveTask: Check = (element, document, report) => {
  const message = referenceOf(document, element, 'messageRef');
  if (message === null) report('message-missing', 'Must reference a message');
  for (const definition of boundaryDefinitionsOf(document, element)) {
    if (definition.name !== 'messageEventDefinition') continue;
    const other = referenceOf(document, definition, 'messageRef');
    if (other === null) throw messageMissing('m');
    if (nameOf(other) === '') continue;
    if (message === null) throw messageMissing('message');
    if (nameOf(other) !== nameOf(message)) continue;
    const text = 'Cannot reference the same message name as a boundary event';
    report('message-also-at-boundary', text);
    return;
  }
};

/** Source: CompensationTaskValidator.java */
const compensationHandler: Check = (element, document, report) => {
  if (!flagOf(element, 'isForCompensation', false)) return;
  const rule = 'A compensation handler should have no';
  if (flowsOf(document, element, 'incoming').length > 0) {
    report('compensation-handler-flows', `${rule} incoming sequence flows`);
  }
  if (flowsOf(document, element, 'outgoing').length > 0) {
    report('compensation-handler-flows', `${rule} outgoing sequence flows`);
  }
  if (boundaryDefinitionsOf(document, element).length > 0) {
    report('compensation-handler-boundary', `${rule} boundary events`);
  }
};

const TASK: readonly Check[] = [noConditions, boundaryEvents, compensationHandler];

export const TASK_CHECKS: Checks = {
  task: TASK,
  manualTask: TASK,
  userTask: TASK,
  serviceTask: [...TASK, singleExtension('taskDefinition')],
  sendTask: [...TASK, sendTask],
  receiveTask: [...TASK, receiveTask],
  scriptTask: [...TASK, eitherExtension('script', 'taskDefinition')],
  businessRuleTask: [...TASK, eitherExtension('calledDecision', 'taskDefinition')],
  callActivity: [noConditions, boundaryEvents, singleExtension('calledElement')],
  multiInstanceLoopCharacteristics: [singleExtension('loopCharacteristics')],
};
