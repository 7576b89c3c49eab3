import { isKnownNamespace, isZeebe, walk } from './bpmn-document.ts';
import type { BpmnDocument } from './bpmn-document.ts';
import { EVENT_CHECKS } from './checks-event.ts';
import { EXPRESSION_CHECKS, ZEEBE_EXPRESSION_CHECKS } from './checks-expression.ts';
import { ZEEBE_CHECKS } from './checks-extension.ts';
import { FLOW_CHECKS } from './checks-flow.ts';
import { ROOT_CHECKS } from './checks-root.ts';
import { TASK_CHECKS } from './checks-task.ts';
import { findingAt } from './finding.ts';
import type { ElementFinding, Report } from './finding.ts';
import type { XmlElement } from './xml.ts';

/** A check of one element. */
export type Check = (element: XmlElement, document: BpmnDocument, report: Report) => void;

/** Checks by the element's local name. */
export type Checks = Readonly<Record<string, readonly Check[]>>;

/** What 8.5 finds at deploy: first what is about the design, then what is about expressions. */
export interface Validation {
  readonly design: readonly ElementFinding[];
  readonly runtime: readonly ElementFinding[];
}

const DESIGN: readonly Checks[] = [FLOW_CHECKS, TASK_CHECKS, EVENT_CHECKS, ROOT_CHECKS];

/**
 * Validates a document. Non-executable processes are left out, as Zeebe does.
 * Source: BpmnValidator.java, ZeebeDesignTimeValidators.java, ZeebeRuntimeValidators.java
 */
export function validate(document: BpmnDocument): Validation {
  const design: ElementFinding[] = [];
  const runtime: ElementFinding[] = [];
  for (const element of inDocumentOrder(document)) {
    const designChecks = isZeebe(element)
      ? [ZEEBE_CHECKS]
      : DESIGN.filter((checks) => Object.hasOwn(checks, element.name));
    run(designChecks, element, document, design);
    const runtimeChecks = isZeebe(element) ? ZEEBE_EXPRESSION_CHECKS : EXPRESSION_CHECKS;
    run([runtimeChecks], element, document, runtime);
  }
  return { design, runtime };
}

/** The order of reading; Zeebe's own is that of a hash table. */
function inDocumentOrder(document: BpmnDocument): XmlElement[] {
  const walked = new Set(walk(document));
  const ordered: XmlElement[] = [];
  const visit = (element: XmlElement): void => {
    if (!walked.has(element)) return;
    ordered.push(element);
    for (const child of element.children.filter(isKnownNamespace)) visit(child);
  };
  visit(document.definitions);
  return ordered;
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
