import { readDiagram, type Diagram } from './diagram.ts';
import type { CheckContext, Finding, Rule } from './finding.ts';
import { rules } from './rules/index.ts';

const NOT_BPMN = 'not-bpmn';

/**
 * Checks one diagram. Never throws for what is in the XML: text that is no BPMN is a finding too.
 * Findings come errors first, then in the order of the rules.
 * @param zeebe the moddle descriptor `zeebe-bpmn-moddle/resources/zeebe.json`
 */
export async function checkDiagram(
  xml: string,
  context: CheckContext,
  zeebe: object,
): Promise<Finding[]> {
  const diagram = await readDiagram(xml, zeebe);
  if (typeof diagram === 'string') {
    return [
      {
        code: NOT_BPMN,
        severity: 'error',
        elementId: null,
        message: diagram,
        help: helpOf(NOT_BPMN),
      },
    ];
  }
  return applyRules(diagram, context);
}

/** {@link checkDiagram} for a diagram already read; rules the manifest exempts are left out. */
export function applyRules(diagram: Diagram, context: CheckContext): Finding[] {
  const exempt = context.manifest?.exempt ?? {};
  const findings = rules
    .filter((rule) => !(rule.code in exempt))
    .flatMap((rule) => findingsOf(rule, diagram, context));
  return [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))];
}

function findingsOf(rule: Rule, diagram: Diagram, context: CheckContext): Finding[] {
  const { code, severity } = rule;
  return rule
    .check(diagram, context)
    .map((report) => ({ code, severity, ...report, help: helpOf(code) }));
}

function isError(finding: Finding): boolean {
  return finding.severity === 'error';
}

function helpOf(code: string): string {
  return `checks/pages/${code}.md`;
}
