import type { JsonText } from '../json-text.ts';

/** An input of a decision table and its value (JSON text). */
export interface EvaluatedInput {
  readonly inputId: string;
  readonly inputName: string;
  readonly inputValue: string;
}

/** An output of a matched rule and its value (JSON text). */
export interface EvaluatedOutput {
  readonly outputId: string;
  readonly outputName: string;
  readonly outputValue: string;
}

/** A rule that matched. */
export interface MatchedRule {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly evaluatedOutputs: readonly EvaluatedOutput[];
}

/** One decision of the graph and how it was decided. Source: `EvaluatedDecisionValue.java`. */
export interface EvaluatedDecision {
  readonly decisionId: string;
  readonly decisionName: string;
  readonly decisionKey: number;
  readonly decisionVersion: number;
  readonly decisionType: string;
  readonly decisionOutput: string;
  readonly evaluatedInputs: readonly EvaluatedInput[];
  readonly matchedRules: readonly MatchedRule[];
  readonly tenantId: string;
}

/** A decision evaluated. Source: zeebe/protocol, `DecisionEvaluationRecordValue.java`. */
export interface DecisionEvaluationValue {
  readonly decisionKey: number;
  readonly decisionId: string;
  readonly decisionName: string;
  readonly decisionVersion: number;
  readonly decisionRequirementsId: string;
  readonly decisionRequirementsKey: number;
  /** The result as JSON text; exported as a string too. */
  readonly decisionOutput: string;
  readonly variables: JsonText;
  readonly bpmnProcessId: string;
  readonly processDefinitionKey: number;
  readonly processInstanceKey: number;
  readonly elementId: string;
  readonly elementInstanceKey: number;
  readonly evaluatedDecisions: readonly EvaluatedDecision[];
  readonly evaluationFailureMessage: string;
  readonly failedDecisionId: string;
  readonly tenantId: string;
}
