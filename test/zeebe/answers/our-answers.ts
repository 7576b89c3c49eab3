import { evaluateDecision } from '../../../engine/dmn/evaluate-graph.ts';
import { parseDecisionGraph } from '../../../engine/dmn/parse-graph.ts';
import { evaluate, toJson } from '../../../engine/feel/evaluate.ts';
import { parseExpression } from '../../../engine/feel/expression.ts';
import { writeValue } from '../../../engine/variable/value-text.ts';
import type { DecisionQuestion, FeelAnswer, FeelSetting } from './answers.ts';

/** What the embedded engine says to an expression, in the form of Zeebe's answers. */
export function ourFeelAnswer(expression: string, setting: FeelSetting): FeelAnswer {
  const parsed = parseExpression(expression);
  const lookup = (name: string): unknown => setting.variables[name];
  const result = evaluate(parsed, lookup, () => Date.parse(setting.now));
  const warnings = result.warnings.map(({ type, message }) => `[${type}] ${message}`);
  if (!result.ok) return { failure: result.message, warnings };
  const value = parsed.isStatic ? {} : { value: writeValue(toJson(result.value)) };
  return { type: result.type, ...value, warnings };
}

/** An answer in which numbers are written alike, for comparison. */
export function canonical(answer: FeelAnswer): string {
  const { value } = answer;
  return JSON.stringify(
    value === undefined ? answer : { ...answer, value: JSON.parse(value) as unknown },
  );
}

/** What the embedded engine decides, in the form of Zeebe's answers. */
export function ourDecisionAnswer(question: DecisionQuestion): object {
  const parsed = parseDecisionGraph(Buffer.from(question.xml));
  if (!parsed.ok) return { invalid: parsed.message };
  const { graph } = parsed;
  const { decisionId } = question;
  const outcomes = question.cases.map((variables) => {
    const outcome = evaluateDecision(graph, decisionId, variables, Date.now);
    const decisions = outcome.audits;
    if (outcome.ok) return { output: writeValue(toJson(outcome.value)), decisions };
    const failure = `Expected to evaluate decision '${decisionId}', but ${outcome.message}`;
    return { failure, failedId: decisions.at(-1)?.decisionId ?? decisionId, decisions };
  });
  return { ids: graph.decisions.map(({ id }) => id), outcomes };
}
