import { idOf, isOfBpmn, nameOf } from './bpmn-document.ts';
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

/** What 8.5 finds at deploy: first what is about the design, then what is about expressions. */
export interface Validation {
  readonly design: readonly ElementFinding[];
  readonly runtime: readonly ElementFinding[];
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

/** Zeebe names every BPMN element with an id by it, except the root. */
function bearsId(element: XmlElement): boolean {
  return element.parent !== null && isOfBpmn(element) && idOf(element) !== null;
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

/** The most bytes that the findings of a resource take in a rejection. */
const MOST_BYTES = 12 * 1024;

/**
 * The findings as Zeebe writes them: an element, then its errors. Where both kinds have found
 * something at an element, what is about expressions hides the rest. What doesn't fit is counted.
 * Source: BpmnValidator.java of 8.5.8; camunda-xml-model, ModelValidationResultsImpl.java
 */
export function formatFindings({ design, runtime }: Validation): string {
  const byElement = new Map([...grouped(design), ...grouped(runtime)]);
  const count = design.length + runtime.length;
  const omitted = (printed: number): string => `and ${count - printed} more errors and/or warnings`;
  let text = '';
  let printed = 0;
  let kept = '';
  for (const [element, findings] of byElement) {
    text += `- Element: ${pathOf(element)}\n`;
    for (const { message } of findings) {
      text += `    - ERROR: ${message}\n`;
      const isLast = printed === count - 1;
      const bytes = Buffer.byteLength(text);
      const needed = bytes + Buffer.byteLength(omitted(printed));
      if (!(isLast && bytes <= MOST_BYTES) && needed > MOST_BYTES) return kept + omitted(printed);
      printed += 1;
      kept = text;
    }
  }
  return text;
}

function grouped(findings: readonly ElementFinding[]): Map<XmlElement, ElementFinding[]> {
  const byElement = new Map<XmlElement, ElementFinding[]>();
  for (const finding of findings) {
    const known = byElement.get(finding.element);
    if (known === undefined) byElement.set(finding.element, [finding]);
    else known.push(finding);
  }
  return byElement;
}
