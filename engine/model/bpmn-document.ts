import { notDefinitions, unknownReference, wrongReference } from './model-fault.ts';
import { bpmnSchema } from './schema/bpmn-schema.ts';
import { SchemaValidator } from './schema/schema-validator.ts';
import { parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** A BPMN document with its ids indexed, and the questions that validation and transform ask. */
export interface BpmnDocument {
  readonly definitions: XmlElement;
  readonly byId: ReadonlyMap<string, XmlElement>;
  /** Every BPMN element, in the document's order. */
  readonly elements: readonly XmlElement[];
}

export type BpmnDocumentResult =
  | { readonly ok: true; readonly document: BpmnDocument }
  | { readonly ok: false; readonly message: string };

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';

/**
 * Reads a BPMN document.
 * Failures, in the document's order: text that isn't well-formed; what BPMN's XML schema doesn't
 * allow; another root than `definitions`. The texts are those of the XML parser that Zeebe uses.
 */
export function readBpmn(bytes: Uint8Array): BpmnDocumentResult {
  const xml = parseXml(bytes, new SchemaValidator(bpmnSchema()));
  if (!xml.ok) return xml;
  if (!isBpmn(xml.root, 'definitions')) {
    return { ok: false, message: notDefinitions(xml.root).message };
  }
  const elements: XmlElement[] = [];
  gather(xml.root, elements);
  const byId = new Map<string, XmlElement>();
  for (const element of elements) {
    const id = idOf(element);
    if (id !== null) byId.set(id, element);
  }
  return { ok: true, document: { definitions: xml.root, byId, elements } };
}

function gather(element: XmlElement, elements: XmlElement[]): void {
  if (isOfBpmn(element)) elements.push(element);
  for (const child of element.children) gather(child, elements);
}

export function isBpmn(element: XmlElement, name: string): boolean {
  return element.name === name && element.namespace === BPMN;
}

export function isOfBpmn(element: XmlElement): boolean {
  return element.namespace === BPMN;
}

/** What BPMN has and Zeebe's model doesn't know, as far as other elements can be inside. */
const UNKNOWN = new Set([
  'choreography',
  'globalChoreographyTask',
  'choreographyTask',
  'subChoreography',
  'callChoreography',
  'implicitThrowEvent',
]);

/** Whether Zeebe's model knows the element: of BPMN's or Zeebe's namespace, no choreography. */
export function isKnown(element: XmlElement): boolean {
  return isZeebe(element) || (isOfBpmn(element) && !UNKNOWN.has(element.name));
}

export function isZeebe(element: XmlElement, name?: string): boolean {
  return element.namespace === ZEEBE && (name === undefined || element.name === name);
}

export function idOf(element: XmlElement): string | null {
  return element.attributes.get('id') ?? null;
}

export function nameOf(element: XmlElement): string {
  return element.attributes.get('name') ?? '';
}

export function attributeOf(element: XmlElement, name: string): string | null {
  return element.attributes.get(name) ?? null;
}

/** An attribute that is `true` or `false`; anything else takes the default. */
export function flagOf(element: XmlElement, name: string, byDefault: boolean): boolean {
  const value = element.attributes.get(name);
  return value === undefined ? byDefault : value === 'true' || value === '1';
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => isBpmn(child, name));
}

export function childOf(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => isBpmn(child, name)) ?? null;
}

/** The sub-processes directly in a scope, transactions and ad-hoc ones among them. */
export function subProcessesOf(scope: XmlElement): XmlElement[] {
  return ['subProcess', 'transaction', 'adHocSubProcess'].flatMap((name) =>
    childrenOf(scope, name),
  );
}

/** The Zeebe extension elements of a kind. */
export function extensionsOf(element: XmlElement, name: string): XmlElement[] {
  const holder = childOf(element, 'extensionElements');
  return holder === null ? [] : holder.children.filter((child) => isZeebe(child, name));
}

export function extensionOf(element: XmlElement, name: string): XmlElement | null {
  return extensionsOf(element, name)[0] ?? null;
}

const ACTIVITIES = [
  'task',
  'manualTask',
  'userTask',
  'serviceTask',
  'sendTask',
  'receiveTask',
  'scriptTask',
  'businessRuleTask',
  'callActivity',
  'subProcess',
  'transaction',
  'adHocSubProcess',
];

/** What the element must be that an attribute refers to, where reading another one fails. */
const REFERRED: Readonly<Record<string, readonly [kind: string, names: readonly string[]]>> = {
  messageRef: ['Message', ['message']],
  signalRef: ['Signal', ['signal']],
  errorRef: ['Error', ['error']],
  escalationRef: ['Escalation', ['escalation']],
  attachedToRef: ['Activity', ACTIVITIES],
  activityRef: ['Activity', ACTIVITIES],
};

/**
 * The element that an attribute names by id (prefixes of qualified names are dropped); null: none.
 * Throws a `ModelFault` when it is of another kind, as Zeebe's model does.
 */
export function referenceOf(
  document: BpmnDocument,
  element: XmlElement,
  attribute: string,
): XmlElement | null {
  const value = element.attributes.get(attribute);
  if (value === undefined) return null;
  const found = document.byId.get(value) ?? document.byId.get(localName(value)) ?? null;
  const [kind = '', names] = REFERRED[attribute] ?? [];
  if (found === null || names === undefined) return found;
  if (isOfBpmn(found) && names.includes(found.name)) return found;
  throw wrongReference(found, kind);
}

function localName(qualifiedName: string): string {
  return qualifiedName.slice(qualifiedName.indexOf(':') + 1);
}

/**
 * The flows that `<incoming>` or `<outgoing>` elements name. Throws a `ModelFault` when one names
 * nothing.
 */
export function flowsOf(
  document: BpmnDocument,
  element: XmlElement,
  direction: 'incoming' | 'outgoing',
): XmlElement[] {
  return childrenOf(element, direction).map((child) => {
    const id = localName(child.text.trim());
    const flow = document.byId.get(id);
    if (flow === undefined) throw unknownReference(id);
    return flow;
  });
}

export function eventDefinitionsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => child.namespace === BPMN && isEventDefinition(child));
}

export function isEventDefinition(element: XmlElement): boolean {
  return element.name.endsWith('EventDefinition');
}

/** The executable processes, in the document's order. */
export function executableProcessesOf(document: BpmnDocument): XmlElement[] {
  return childrenOf(document.definitions, 'process').filter((process) =>
    flagOf(process, 'isExecutable', false),
  );
}

/**
 * Every known element in the order in which Zeebe walks a model: depth first, the last child
 * first, non-executable processes left out. The order of outgoing flows comes from it.
 * Source: bpmn-model/.../traversal/ModelWalker.java
 */
export function walk(document: BpmnDocument): XmlElement[] {
  const visited: XmlElement[] = [];
  const stack: XmlElement[] = [document.definitions];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (isBpmn(next, 'process') && !flagOf(next, 'isExecutable', false)) continue;
    visited.push(next);
    // What is pushed last is visited first, as `addFirst` does it.
    stack.push(...next.children.filter(isKnown));
  }
  return visited;
}
