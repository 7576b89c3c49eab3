import { idOf, nameOf } from './bpmn-document.ts';
import type { XmlElement } from './xml.ts';

/** What is wrong with a resource, so that a designer can show it on the element. */
export interface Finding {
  /** The nearest element that bears an id; null when the file as a whole is meant. */
  readonly elementId: string | null;
  /** That element's name, or `''`. */
  readonly elementName: string;
  /** Zeebe's words. */
  readonly message: string;
  /** Which check found it; stable, in kebab case. */
  readonly code: string;
}

/** A finding and the element that Zeebe names for it. */
export interface ElementFinding extends Finding {
  readonly element: XmlElement;
}

/** Reports what is wrong with the element being checked. */
export type Report = (code: string, message: string) => void;

export function findingAt(element: XmlElement, code: string, message: string): ElementFinding {
  let identified: XmlElement | null = element;
  while (identified !== null && !bearsId(identified)) identified = identified.parent;
  return {
    element,
    elementId: identified === null ? null : idOf(identified),
    elementName: identified === null ? '' : nameOf(identified),
    message,
    code,
  };
}

/** Zeebe names every element with an id by it, except the root. */
function bearsId(element: XmlElement): boolean {
  return element.parent !== null && idOf(element) !== null;
}

/** `task > extensionElements > taskDefinition`. Source: ValidationErrorFormatter.java */
export function pathOf(element: XmlElement): string {
  const parts: string[] = [];
  for (let current: XmlElement | null = element; current !== null; current = current.parent) {
    if (bearsId(current)) {
      parts.unshift(idOf(current) ?? '');
      break;
    }
    parts.unshift(current.name);
  }
  return parts.join(' > ');
}

/** The findings as Zeebe writes them: an element, then its errors. */
export function formatFindings(findings: readonly ElementFinding[]): string {
  const byElement = new Map<XmlElement, ElementFinding[]>();
  for (const finding of findings) {
    const known = byElement.get(finding.element);
    if (known === undefined) byElement.set(finding.element, [finding]);
    else known.push(finding);
  }
  let text = '';
  for (const [element, ofElement] of byElement) {
    text += `- Element: ${pathOf(element)}\n`;
    for (const { message } of ofElement) text += `    - ERROR: ${message}\n`;
  }
  return text;
}
