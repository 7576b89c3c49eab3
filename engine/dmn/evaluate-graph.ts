import { INPUT_VARIABLE } from '../feel/compile-input.ts';
import { compileFeel } from '../feel/compile.ts';
import type { CompiledFeel } from '../feel/compile.ts';
import { Context } from '../feel/context.ts';
import { evaluateCompiled, toJson } from '../feel/evaluate.ts';
import { FeelError, FeelFunction, show, typeName } from '../feel/value.ts';
import type { FeelValue } from '../feel/value.ts';
import type {
  Decision,
  DecisionExpression,
  DecisionGraph,
  DecisionLogic,
  KnowledgeModel,
  Parameter,
} from './decision-graph.ts';
import { readDocument, Scope } from './decision-scope.ts';
import { evaluateTable } from './evaluate-table.ts';
import type { TableAudit } from './evaluate-table.ts';
import { writeValue } from '../variable/value-text.ts';

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

const EMPTY_SCOPE = new Scope(new Map());

/** The logic of a knowledge model without any. */
const NULL_LOGIC: DecisionLogic = {
  kind: 'literal',
  expression: { text: 'null', compiled: compiledNull() },
};

function compiledNull(): CompiledFeel | null {
  const result = compileFeel('null');
  return result.ok ? result.compiled : null;
}

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
  readonly #read = new Map<string, FeelValue>();

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
    const known = new Map<string, FeelValue>();
    for (const id of decision.requiredDecisionIds) {
      const required = this.#graph.decisions.find((one) => one.id === id);
      if (required !== undefined) known.set(required.resultName, this.decide(required));
    }
    this.#addModels(known, decision.requiredModelIds, EMPTY_SCOPE);
    const value = this.#audited(decision, decision.logic, new Scope(known));
    return checkType(value, decision.resultType);
  }

  /** Models see the variables and the models they require, not what requires them. */
  #addModels(known: Map<string, FeelValue>, modelIds: readonly string[], outer: Scope): void {
    for (const id of modelIds) {
      const model = this.#graph.models.find((one) => one.id === id);
      if (model !== undefined) known.set(model.name, this.#modelFunction(model, outer));
    }
  }

  #modelFunction(model: KnowledgeModel, outer: Scope): FeelFunction {
    const known = new Map(outer.values);
    this.#addModels(known, model.requiredModelIds, outer);
    return this.#function(model.parameters, (args) =>
      this.#audited(model, model.logic ?? NULL_LOGIC, new Scope(new Map([...known, ...args]))),
    );
  }

  /** A function of typed parameters; a failure in it is an error of its caller's expression. */
  #function(
    parameters: readonly Parameter[],
    invoke: (args: readonly (readonly [string, FeelValue])[]) => FeelValue,
  ): FeelFunction {
    const names = parameters.map(({ name }) => name);
    return new FeelFunction(names, (args) => {
      try {
        return invoke(
          parameters.map(({ name, type }, i) => [name, checkType(args[i] ?? null, type)]),
        );
      } catch (error) {
        if (!(error instanceof DecisionFailure)) throw error;
        return new FeelError(error.message);
      }
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
        decisionOutput: writeValue(toJson(value)),
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
            return this.#expression(expression, scope, input);
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
        return this.#function(logic.parameters, (args) =>
          this.#expression(logic.body, new Scope(new Map([...scope.values, ...args]))),
        );
    }
  }

  #context(logic: Extract<DecisionLogic, { kind: 'context' }>, outer: Scope): FeelValue {
    const entries = new Map<string, FeelValue>();
    const inner = (): Scope => new Scope(new Map([...outer.values, ...entries]));
    for (const [name, entry] of logic.entries) entries.set(name, this.#logic(entry, inner()));
    if (logic.result !== null) return this.#logic(logic.result, inner());
    return new Context(entries, new Scope(entries).functions);
  }

  #invocation(logic: Extract<DecisionLogic, { kind: 'invocation' }>, scope: Scope): FeelValue {
    const model = this.#graph.models.find((one) => one.name === logic.modelName);
    if (model === undefined) {
      throw new DecisionFailure(`no BKM found with name '${logic.modelName}'`);
    }
    const known = new Map(scope.values);
    for (const [name, expression] of logic.bindings) {
      known.set(name, this.#expression(expression, scope));
    }
    const bound = new Scope(new Map(known));
    this.#addModels(known, model.requiredModelIds, bound);
    for (const { name, type } of model.parameters) {
      const value = known.has(name) ? known.get(name) : this.#variable(name);
      if (value === undefined) {
        throw new DecisionFailure(`no parameter found with name '${name}'`);
      }
      checkType(value, type);
    }
    return this.#audited(model, model.logic ?? NULL_LOGIC, new Scope(known));
  }

  /** A variable's value, whose objects become contexts that can be read through and through. */
  #variable(name: string): FeelValue | undefined {
    const known = this.#read.get(name);
    if (known !== undefined || !Object.hasOwn(this.#variables, name)) return known;
    const value = readDocument(this.#variables[name]);
    this.#read.set(name, value);
    return value;
  }

  #expression(expression: DecisionExpression, scope: Scope, input?: FeelValue): FeelValue {
    if (expression.compiled === null) return true;
    const result = evaluateCompiled(
      expression.compiled,
      expression.text,
      (name) => {
        if (input !== undefined && name === INPUT_VARIABLE) return input;
        return scope.values.get(name) ?? this.#variable(name);
      },
      this.#clock,
      scope.functions,
    );
    if (result.ok) return result.value;
    throw new DecisionFailure(result.message);
  }
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
