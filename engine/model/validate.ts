import { isZeebe, walk } from './bpmn-document.ts';
import type { BpmnDocument } from './bpmn-document.ts';
import { EVENT_CHECKS } from './checks-event.ts';
import { EXPRESSION_CHECKS, ZEEBE_EXPRESSION_CHECKS } from './checks-expression.ts';
import { ZEEBE_CHECKS } from './checks-extension.ts';
import { FLOW_CHECKS } from './checks-flow.ts';
import { ROOT_CHECKS } from './checks-root.ts';
import { TASK_CHECKS } from './checks-task.ts';
import { findingAt } from './finding.ts';
import type { ElementFinding, Report, Validation } from './finding.ts';
import type { XmlElement } from './xml.ts';

/** A check of one element. */
export type Check = (element: XmlElement, document: BpmnDocument, report: Report) => void;

/** Checks by the element's local name. */
export type Checks = Readonly<Record<string, readonly Check[]>>;

const DESIGN: readonly Checks[] = [FLOW_CHECKS, TASK_CHECKS, EVENT_CHECKS, ROOT_CHECKS];

/**
 * Validates a document. Non-executable processes are left out, as Zeebe does. Zeebe walks twice; a
 * `ModelFault` is thrown at what its walk would stumble over first. Findings come in the document's
 * order; Zeebe's own is that of a hash table.
 * Source: BpmnValidator.java, ZeebeDesignTimeValidators.java, ZeebeRuntimeValidators.java
 */
export function validate(document: BpmnDocument): Validation {
  const walked = walk(document);
  const design: ElementFinding[] = [];
  for (const element of walked) {
    const tables = isZeebe(element)
      ? [ZEEBE_CHECKS]
      : DESIGN.filter((checks) => Object.hasOwn(checks, element.name));
    run(tables, element, document, design);
  }
  const runtime: ElementFinding[] = [];
  for (const element of walked) {
    const table = isZeebe(element) ? ZEEBE_EXPRESSION_CHECKS : EXPRESSION_CHECKS;
    run([table], element, document, runtime);
  }
  return inDocumentOrder(document, { design, runtime });
}

function inDocumentOrder(document: BpmnDocument, { design, runtime }: Validation): Validation {
  if (design.length + runtime.length < 2) return { design, runtime };
  const places = new Map<XmlElement, number>();
  const visit = (element: XmlElement): void => {
    places.set(element, places.size);
    element.children.forEach(visit);
  };
  visit(document.definitions);
  const place = ({ element }: ElementFinding): number => places.get(element) ?? 0;
  const sorted = (findings: readonly ElementFinding[]): ElementFinding[] =>
    [...findings].sort((one, other) => place(one) - place(other));
  return { design: sorted(design), runtime: sorted(runtime) };
}

function run(
  tables: readonly Checks[],
  element: XmlElement,
  document: BpmnDocument,
  findings: ElementFinding[],
): void {
  const report: Report = (code, message) => {
    findings.push(findingAt(element, code, message));
  };
  for (const checks of tables) {
    const own = Object.hasOwn(checks, element.name) ? checks[element.name] : undefined;
    for (const check of own ?? []) check(element, document, report);
  }
}
