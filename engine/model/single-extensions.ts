import { extensionsOf, isOfBpmn } from './bpmn-document.ts';
import { notSingle } from './model-fault.ts';
import type { XmlElement } from './xml.ts';

const JOB = ['taskDefinition', 'taskHeaders'];

/** What Zeebe reads as one extension element of a kind, beside what its validators count. */
const SINGLE: Readonly<Record<string, readonly string[]>> = {
  userTask: ['userTask', 'assignmentDefinition', 'formDefinition', 'taskHeaders', 'taskSchedule'],
  serviceTask: JOB,
  sendTask: JOB,
  businessRuleTask: JOB,
  scriptTask: JOB,
};

const OF_ALL = ['ioMapping', 'executionListeners'];

/**
 * Throws a `ModelFault` when an element of a process has two extension elements of which Zeebe
 * reads one. Source: BaseElementImpl.java, getSingleExtensionElement; the transformers that call it
 */
export function refuseDoubledExtensions(element: XmlElement): void {
  if (!isOfBpmn(element)) return;
  for (const name of [...OF_ALL, ...(SINGLE[element.name] ?? [])]) {
    const count = extensionsOf(element, name).length;
    if (count > 1) throw notSingle(count);
  }
}
