import { parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** A BPMN document with its ids indexed, and the questions that validation and transform ask. */
export interface BpmnDocument {
  readonly definitions: XmlElement;
  readonly byId: ReadonlyMap<string, XmlElement>;
}

export type BpmnDocumentResult =
  | { readonly ok: true; readonly document: BpmnDocument }
  | { readonly ok: false; readonly message: string };

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';

/**
 * Reads a BPMN document.
 * Failures: not well-formed; another root than `definitions`; what of the schema is checked here:
 * required attributes, unique ids, references between flows and nodes. The texts are those of the
 * XML parser that Zeebe uses; other violations of the schema are not found.
 */
export function readBpmn(bytes: Uint8Array): BpmnDocumentResult {
  const xml = parseXml(new TextDecoder().decode(bytes));
  const schemaFault = xml.root === null ? null : schemaFaultOf(xml.root);
  if (schemaFault !== null) return { ok: false, message: schemaFault };
  if (!xml.ok) {
    return { ok: false, message: `Fatal Error: URI=null Line=${xml.line}: ${xml.message}` };
  }
  const byId = new Map<string, XmlElement>();
  const duplicate = indexIds(xml.root, byId);
  if (duplicate !== null) {
    const id = idOf(duplicate) ?? '';
    const message = `cvc-id.2: There are multiple occurrences of ID value '${id}'.`;
    return { ok: false, message: schemaError(duplicate.line, message) };
  }
  const dangling = danglingReference(xml.root, byId);
  if (dangling !== null) return { ok: false, message: dangling };
  return { ok: true, document: { definitions: xml.root, byId } };
}

function schemaError(line: number, message: string): string {
  return `Error: URI=null Line=${line}: ${message}`;
}

const REQUIRED_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  definitions: ['targetNamespace'],
  sequenceFlow: ['sourceRef', 'targetRef'],
  boundaryEvent: ['attachedToRef'],
  association: ['sourceRef', 'targetRef'],
};

/** The first element, in the document's order, that the schema doesn't allow; null: none. */
function schemaFaultOf(root: XmlElement): string | null {
  if (!isBpmn(root, 'definitions')) {
    const message = `cvc-elt.1.a: Cannot find the declaration of element '${root.qualifiedName}'.`;
    return schemaError(root.line, message);
  }
  return missingAttribute(root);
}

function missingAttribute(element: XmlElement): string | null {
  if (element.namespace === BPMN) {
    const required = REQUIRED_ATTRIBUTES[element.name] ?? [];
    const missing = required.find((name) => !element.attributes.has(name));
    if (missing !== undefined) {
      const where = `must appear on element '${element.qualifiedName}'`;
      return schemaError(element.line, `cvc-complex-type.4: Attribute '${missing}' ${where}.`);
    }
  }
  for (const child of element.children) {
    const fault = missingAttribute(child);
    if (fault !== null) return fault;
  }
  return null;
}

/** The first element whose id another one bears already. */
function indexIds(element: XmlElement, byId: Map<string, XmlElement>): XmlElement | null {
  const id = idOf(element);
  if (id !== null && element.namespace === BPMN) {
    if (byId.has(id)) return element;
    byId.set(id, element);
  }
  for (const child of element.children) {
    const duplicate = indexIds(child, byId);
    if (duplicate !== null) return duplicate;
  }
  return null;
}

function danglingReference(root: XmlElement, byId: ReadonlyMap<string, XmlElement>): string | null {
  for (const element of byId.values()) {
    if (!isBpmn(element, 'sequenceFlow')) continue;
    for (const attribute of ['sourceRef', 'targetRef']) {
      const id = element.attributes.get(attribute) ?? '';
      if (byId.has(id)) continue;
      return schemaError(
        lastLine(root),
        `cvc-id.1: There is no ID/IDREF binding for IDREF '${id}'.`,
      );
    }
  }
  return null;
}

function lastLine(element: XmlElement): number {
  const last = element.children.at(-1);
  return last === undefined ? element.line : lastLine(last);
}

export function isBpmn(element: XmlElement, name: string): boolean {
  return element.name === name && element.namespace === BPMN;
}

/** Whether the element is one that Zeebe's model knows: of BPMN's or Zeebe's namespace. */
export function isKnownNamespace(element: XmlElement): boolean {
  return element.namespace === BPMN || element.namespace === ZEEBE;
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

/** The Zeebe extension elements of a kind. */
export function extensionsOf(element: XmlElement, name: string): XmlElement[] {
  const holder = childOf(element, 'extensionElements');
  return holder === null ? [] : holder.children.filter((child) => isZeebe(child, name));
}

export function extensionOf(element: XmlElement, name: string): XmlElement | null {
  return extensionsOf(element, name)[0] ?? null;
}

/** The element that an attribute names by id (prefixes of qualified names are dropped). */
export function referenceOf(
  document: BpmnDocument,
  element: XmlElement,
  attribute: string,
): XmlElement | null {
  const value = element.attributes.get(attribute);
  if (value === undefined) return null;
  return document.byId.get(value) ?? document.byId.get(value.slice(value.indexOf(':') + 1)) ?? null;
}

/** The flows that `<incoming>` or `<outgoing>` elements name. */
export function flowsOf(
  document: BpmnDocument,
  element: XmlElement,
  direction: 'incoming' | 'outgoing',
): XmlElement[] {
  return childrenOf(element, direction).flatMap((child) => {
    const flow = document.byId.get(child.text.trim());
    return flow === undefined ? [] : [flow];
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
    stack.push(...next.children.filter(isKnownNamespace));
  }
  return visited;
}
