import { attributeOf, isZeebe } from './bpmn-document.ts';
import { unknownListenerEvent } from './model-fault.ts';
import type { Check, Checks } from './validate.ts';
import type { XmlElement } from './xml.ts';

/** Source: ZeebeElementValidator.java */
function nonEmpty(attribute: string, byDefault: string | null = null): Check {
  return (element, _document, report) => {
    const value = attributeOf(element, attribute) ?? byDefault;
    if (value !== null && value !== '') return;
    report('attribute-missing', `Attribute '${attribute}' must be present and not empty`);
  };
}

/** Source: ZeebeLoopCharacteristicsValidator.java */
const loopOutput: Check = (element, _document, report) => {
  const has = (attribute: string): boolean => (attributeOf(element, attribute) ?? '') !== '';
  const report2 = (missing: string, set: string): void => {
    const rule = `Attribute '${missing}' must be present if the attribute '${set}' is set`;
    report('loop-output-incomplete', rule);
  };
  if (has('outputCollection') && !has('outputElement')) {
    report2('outputElement', 'outputCollection');
  } else if (has('outputElement') && !has('outputCollection')) {
    report2('outputCollection', 'outputElement');
  }
};

/** Source: ZeebeFormDefinitionValidator.java */
const formDefinition: Check = (element, _document, report) => {
  const isBlank = (attribute: string): boolean =>
    (attributeOf(element, attribute) ?? '').trim() === '';
  const siblings = element.parent?.children ?? [];
  const isNative = siblings.some((sibling) => isZeebe(sibling, 'userTask'));
  const other = isNative ? 'externalReference' : 'formKey';
  if (isBlank(other) !== isBlank('formId')) return;
  const tail = isNative ? ' for native user tasks' : '';
  const rule = `Exactly one of the attributes 'formId, ${other}' must be present and not blank`;
  report('form-reference', rule + tail);
};

/** Source: ZeebeUserTaskFormValidator.java */
const userTaskForm: Check = (element, _document, report) => {
  if (element.text.trim() !== '') return;
  report('form-empty', 'User task form text content has to be present and not empty');
};

/** Source: ZeebeExecutionListenerImpl.java */
const listenerEvent: Check = (element) => {
  const eventType = attributeOf(element, 'eventType');
  if (eventType !== null && !['start', 'end'].includes(eventType)) {
    throw unknownListenerEvent(eventType);
  }
};

/** Source: ExecutionListenersValidator.java */
const executionListeners: Check = (element, _document, report) => {
  const listeners = element.children.filter((child) => isZeebe(child, 'executionListener'));
  const host = element.parent?.parent?.name ?? '';
  if (listeners.length === 0) return;
  if (host !== 'serviceTask') {
    const what = `Execution listeners are not supported for the '${host}' element.`;
    const rule = 'Currently, only [serviceTask] elements can have execution listeners.';
    report('listener-unsupported', `${what} ${rule}`);
    return;
  }
  const kinds = new Map<string, XmlElement[]>();
  for (const listener of listeners) {
    const kind = `${attributeOf(listener, 'eventType')}|${attributeOf(listener, 'type')}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), listener]);
  }
  for (const [first, ...others] of kinds.values()) {
    if (first === undefined || others.length === 0) continue;
    const eventType = attributeOf(first, 'eventType');
    const type = attributeOf(first, 'type');
    const what = `Found '${others.length + 1}' duplicates`;
    const by = `based on eventType[${eventType}] and type[${type}]`;
    report('listener-duplicate', `${what} ${by}, these combinations should be unique.`);
  }
};

export const ZEEBE_CHECKS: Checks = {
  calledElement: [nonEmpty('processId')],
  loopCharacteristics: [nonEmpty('inputCollection'), loopOutput],
  taskDefinition: [nonEmpty('type'), nonEmpty('retries', '3')],
  executionListener: [
    listenerEvent,
    nonEmpty('eventType'),
    nonEmpty('type'),
    nonEmpty('retries', '3'),
  ],
  executionListeners: [executionListeners],
  subscription: [nonEmpty('correlationKey')],
  formDefinition: [formDefinition],
  userTaskForm: [userTaskForm],
  calledDecision: [nonEmpty('decisionId'), nonEmpty('resultVariable')],
  script: [nonEmpty('expression'), nonEmpty('resultVariable')],
  publishMessage: [nonEmpty('correlationKey')],
};
