import { Context } from '../feel/context.ts';
import type { FunctionMap } from '../feel/context.ts';
import type { VariableLookup } from '../feel/environment.ts';
import { evaluateCompiled, toJson } from '../feel/evaluate.ts';
import { FeelFunction, show, typeName } from '../feel/value.ts';
import type { FeelValue } from '../feel/value.ts';
import type {
  Decision,
  DecisionExpression,
  DecisionGraph,
  DecisionLogic,
  KnowledgeModel,
} from './decision-graph.ts';
import { evaluateTable } from './evaluate-table.ts';
import type { TableAudit } from './evaluate-table.ts';

/** How one piece of logic was evaluated, in the order of evaluation. Values are JSON texts. */
export interface Audit {
  readonly decisionId: string;
  readonly decisionName: string;
  readonly decisionType: string;
  readonly decisionOutput: string;
  readonly evaluatedInputs: TableAudit['evaluatedInputs'];
  readonly matchedRules: TableAudit['matchedRules'];
}

export type DecisionOutcome =
  | { readonly ok: true; readonly value: FeelValue; readonly audits: readonly Audit[] }
  | { readonly ok: false; readonly message: string; readonly audits: readonly Audit[] };

/** Why a decision can't be decided: thrown inside of this file, returned to the outside. */
export class DecisionFailure extends Error {}

const DECISION_TYPES: Readonly<Record<DecisionLogic['kind'], string>> = {
  table: 'DECISION_TABLE',
  literal: 'LITERAL_EXPRESSION',
  context: 'CONTEXT',
  list: 'LIST',
  relation: 'RELATION',
  invocation: 'INVOCATION',
  function: 'UNKNOWN',
};

/** Evaluates an expression with what a decision sees. */
export type Scope = ReadonlyMap<string, FeelValue>;

/**
 * Decides a decision with the decisions it requires.
 * Failures: no such decision; an expression that fails; a hit policy that is not met.
 * Source: dmn-scala DecisionEvaluator.scala
 */
export function evaluateDecision(
  graph: DecisionGraph,
  decisionId: string,
  variables: Readonly<Record<string, unknown>>,
  clock: () => number,
): DecisionOutcome {
  const run = new GraphRun(graph, variables, clock);
  const decision = graph.decisions.find((one) => one.id === decisionId);
  try {
    if (decision === undefined) {
      throw new DecisionFailure(`no decision found with id '${decisionId}'`);
    }
    return { ok: true, value: run.decide(decision), audits: run.audits };
  } catch (error) {
    if (!(error instanceof DecisionFailure)) throw error;
    return { ok: false, message: error.message, audits: run.audits };
  }
}

interface Named {
  readonly id: string;
  readonly name: string;
}

class GraphRun {
  readonly audits: Audit[] = [];
  readonly #graph: DecisionGraph;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #clock: () => number;

  constructor(
    graph: DecisionGraph,
    variables: Readonly<Record<string, unknown>>,
    clock: () => number,
  ) {
    this.#graph = graph;
    this.#variables = variables;
    this.#clock = clock;
  }

  decide(decision: Decision): FeelValue {
    const scope = new Map<string, FeelValue>();
    for (const id of decision.requiredDecisionIds) {
      const required = this.#graph.decisions.find((one) => one.id === id);
      if (required !== undefined) scope.set(required.resultName, this.decide(required));
    }
    this.#addModels(scope, decision.requiredModelIds);
    const value = this.#audited(decision, decision.logic, scope);
    return checkType(value, decision.resultType);
  }

  #addModels(scope: Map<string, FeelValue>, modelIds: readonly string[]): void {
    for (const id of modelIds) {
      const model = this.#graph.models.find((one) => one.id === id);
      if (model !== undefined) scope.set(model.name, this.#modelFunction(model, scope));
    }
  }

  #modelFunction(model: KnowledgeModel, outer: Scope): FeelFunction {
    return new FeelFunction(model.parameters, (args) => {
      const scope = new Map(outer);
      this.#addModels(scope, model.requiredModelIds);
      model.parameters.forEach((name, i) => scope.set(name, args[i] ?? null));
      return model.logic === null ? null : this.#audited(model, model.logic, scope);
    });
  }

  /** Evaluates a decision's or a model's own logic, which is what the record tells of. */
  #audited(owner: Named, logic: DecisionLogic, scope: Scope): FeelValue {
    const audit: TableAudit = { evaluatedInputs: [], matchedRules: [] };
    const note = (value: FeelValue): void => {
      this.audits.push({
        decisionId: owner.id,
        decisionName: owner.name,
        decisionType: DECISION_TYPES[logic.kind],
        decisionOutput: JSON.stringify(toJson(value)),
        ...audit,
      });
    };
    try {
      const value = this.#evaluateLogic(logic, scope, audit);
      note(value);
      return value;
    } catch (error) {
      if (error instanceof DecisionFailure) note(null);
      throw error;
    }
  }

  #logic(logic: DecisionLogic, scope: Scope): FeelValue {
    return this.#evaluateLogic(logic, scope, { evaluatedInputs: [], matchedRules: [] });
  }

  #evaluateLogic(logic: DecisionLogic, scope: Scope, audit: TableAudit): FeelValue {
    switch (logic.kind) {
      case 'table':
        return evaluateTable(
          logic,
          (expression, input) => {
            const inner = input === undefined ? scope : withInput(scope, input);
            return this.#expression(expression, inner);
          },
          audit,
        );
      case 'literal':
        return this.#expression(logic.expression, scope);
      case 'context':
        return this.#context(logic, scope);
      case 'list':
        return logic.items.map((item) => this.#logic(item, scope));
      case 'relation':
        return logic.rows.map(
          (row) =>
            new Context(new Map(row.map(([name, cell]) => [name, this.#logic(cell, scope)]))),
        );
      case 'invocation':
        return this.#invocation(logic, scope);
      case 'function':
        return new FeelFunction(logic.parameters, (args) => {
          const inner = new Map(scope);
          logic.parameters.forEach((name, i) => inner.set(name, args[i] ?? null));
          return this.#expression(logic.body, inner);
        });
    }
  }

  #context(logic: Extract<DecisionLogic, { kind: 'context' }>, outer: Scope): FeelValue {
    const scope = new Map(outer);
    const entries = new Map<string, FeelValue>();
    for (const [name, entry] of logic.entries) {
      const value = this.#logic(entry, scope);
      scope.set(name, value);
      entries.set(name, value);
    }
    if (logic.result !== null) return this.#logic(logic.result, scope);
    return new Context(entries, functionsAmong(entries));
  }

  #invocation(logic: Extract<DecisionLogic, { kind: 'invocation' }>, scope: Scope): FeelValue {
    const model = this.#graph.models.find((one) => one.name === logic.modelName);
    if (model === undefined) {
      throw new DecisionFailure(`no BKM found with name '${logic.modelName}'`);
    }
    const bound = new Map(logic.bindings.map(([name, e]) => [name, this.#expression(e, scope)]));
    const args = model.parameters.map((name) => bound.get(name) ?? null);
    return this.#modelFunction(model, scope).invoke(args);
  }

  #expression(expression: DecisionExpression, scope: Scope): FeelValue {
    if (expression.compiled === null) return true;
    const lookup: VariableLookup = (name) => {
      const own = scope.get(name);
      if (own !== undefined || scope.has(name)) return own;
      return Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined;
    };
    const result = evaluateCompiled(
      expression.compiled,
      expression.text,
      lookup,
      this.#clock,
      functionsAmong(scope),
    );
    if (result.ok) return result.value;
    throw new DecisionFailure(result.message);
  }
}

function functionsAmong(values: Scope): FunctionMap | null {
  let functions: Map<string, FeelFunction[]> | null = null;
  for (const [name, value] of values) {
    if (value instanceof FeelFunction) (functions ??= new Map()).set(name, [value]);
  }
  return functions;
}

function withInput(scope: Scope, input: FeelValue): Scope {
  return new Map(scope).set('cellInput', input);
}

const EXPECTED_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  time: 'time',
  date: 'date',
  dateTime: 'date and time',
  dayTimeDuration: 'days and time duration',
  yearMonthDuration: 'years and months duration',
};

/** Source: dmn-scala TypeChecker.scala */
function checkType(value: FeelValue, typeRef: string | null): FeelValue {
  const type = (typeRef ?? '').replaceAll('feel:', '');
  const expected = EXPECTED_TYPES[type];
  if (expected === undefined || value === null || typeName(value) === expected) return value;
  throw new DecisionFailure(`expected '${type}' but found '${show(value)}'`);
}
