import type { CompiledFeel } from '../feel/compile.ts';

/** A FEEL text of a decision. `compiled` null: an empty input entry, which always fits. */
export interface DecisionExpression {
  readonly text: string;
  readonly compiled: CompiledFeel | null;
}

export interface TableInput {
  readonly id: string;
  readonly label: string | null;
  readonly expression: DecisionExpression;
}

export interface TableOutput {
  readonly id: string;
  readonly name: string;
  readonly label: string | null;
  /** Allowed values in order of priority. */
  readonly values: readonly string[];
  readonly defaultEntry: DecisionExpression | null;
}

export interface TableRule {
  readonly id: string;
  readonly inputEntries: readonly DecisionExpression[];
  readonly outputEntries: readonly DecisionExpression[];
}

export type HitPolicy =
  'UNIQUE' | 'FIRST' | 'PRIORITY' | 'ANY' | 'COLLECT' | 'RULE ORDER' | 'OUTPUT ORDER';

export interface DecisionTable {
  readonly kind: 'table';
  readonly hitPolicy: HitPolicy;
  readonly aggregation: 'SUM' | 'COUNT' | 'MIN' | 'MAX' | null;
  readonly inputs: readonly TableInput[];
  readonly outputs: readonly TableOutput[];
  readonly rules: readonly TableRule[];
}

/** What a decision decides by. Source: dmn-scala ParsedDmn.scala */
export type DecisionLogic =
  | DecisionTable
  | { readonly kind: 'literal'; readonly expression: DecisionExpression }
  | {
      readonly kind: 'context';
      readonly entries: readonly (readonly [name: string, logic: DecisionLogic])[];
      readonly result: DecisionLogic | null;
    }
  | { readonly kind: 'list'; readonly items: readonly DecisionLogic[] }
  | {
      readonly kind: 'relation';
      readonly rows: readonly (readonly (readonly [name: string, logic: DecisionLogic])[])[];
    }
  | {
      readonly kind: 'invocation';
      readonly modelName: string;
      readonly bindings: readonly (readonly [name: string, value: DecisionExpression])[];
    }
  | {
      readonly kind: 'function';
      readonly parameters: readonly Parameter[];
      readonly body: DecisionExpression;
    };

export interface Decision {
  readonly id: string;
  readonly name: string;
  /** The variable's name under which other decisions see the result. */
  readonly resultName: string;
  readonly resultType: string | null;
  readonly logic: DecisionLogic;
  readonly requiredDecisionIds: readonly string[];
  readonly requiredModelIds: readonly string[];
}

/** A parameter of a function; the type is checked when it is called. */
export interface Parameter {
  readonly name: string;
  readonly type: string | null;
}

/** A business knowledge model: logic as a function. */
export interface KnowledgeModel {
  readonly id: string;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly logic: DecisionLogic | null;
  readonly requiredModelIds: readonly string[];
}

/** A parsed decision requirements graph. */
export interface DecisionGraph {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** In the order in which Zeebe deploys them. */
  readonly decisions: readonly Decision[];
  readonly models: readonly KnowledgeModel[];
}
