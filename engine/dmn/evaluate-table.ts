import { add, compareNumbers } from '../feel/decimal.ts';
import type { FeelNumber } from '../feel/decimal.ts';
import { toJson } from '../feel/evaluate.ts';
import { Context } from '../feel/context.ts';
import { inScalaMapOrder } from '../feel/scala-map.ts';
import { identical, isNumber, show } from '../feel/value.ts';
import type { FeelValue } from '../feel/value.ts';
import type { DecisionExpression, DecisionTable, TableInput, TableRule } from './decision-graph.ts';
import { DecisionFailure } from './evaluate-graph.ts';
import { writeValue } from '../variable/value-text.ts';

/** What a table's evaluation leaves for the record. Values are JSON texts. */
export interface TableAudit {
  evaluatedInputs: readonly {
    readonly inputId: string;
    readonly inputName: string;
    readonly inputValue: string;
  }[];
  matchedRules: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly evaluatedOutputs: readonly {
      readonly outputId: string;
      readonly outputName: string;
      readonly outputValue: string;
    }[];
  }[];
}

/** Evaluates an expression; an input entry with its input's value. */
export type Evaluate = (expression: DecisionExpression, input?: FeelValue) => FeelValue;

/** The outputs of a rule by their names; an unnamed one is called null. */
type Row = ReadonlyMap<string, FeelValue>;

const MAX_INPUT_NAME_LENGTH = 30;

/**
 * Evaluates a decision table.
 * Failures (thrown): an expression's; an input entry that is neither true, false nor null; a hit
 * policy not met. Source: dmn-scala DecisionTableEvaluator.scala
 */
export function evaluateTable(
  table: DecisionTable,
  evaluate: Evaluate,
  audit: TableAudit,
): FeelValue {
  const inputs = table.inputs.map((input) => evaluate(input.expression));
  audit.evaluatedInputs = table.inputs.map((input, i) => ({
    inputId: input.id,
    inputName: inputName(input),
    inputValue: writeValue(toJson(inputs[i] ?? null)),
  }));
  const matched = table.rules.filter((rule) => matches(rule, inputs, evaluate));
  if (matched.length === 0) return defaultOutput(table, evaluate);
  const rules = table.hitPolicy === 'FIRST' ? matched.slice(0, 1) : matched;
  const rows = rules.map((rule) =>
    table.outputs.slice(0, rule.outputEntries.length).map((output, i) => {
      const entry = rule.outputEntries[i];
      return [output.name, entry === undefined ? null : evaluate(entry)] as const;
    }),
  );
  audit.matchedRules = rules.map((rule, i) => ({
    ruleId: rule.id,
    ruleIndex: table.rules.indexOf(rule) + 1,
    evaluatedOutputs: table.outputs.slice(0, rule.outputEntries.length).map((output, o) => ({
      outputId: output.id,
      outputName: output.label ?? output.name,
      outputValue: writeValue(toJson(rows[i]?.[o]?.[1] ?? null)),
    })),
  }));
  return applyHitPolicy(
    table,
    rows.map((row) => new Map(row)),
  );
}

function inputName({ label, expression }: TableInput): string {
  return label ?? expression.text.slice(0, MAX_INPUT_NAME_LENGTH);
}

function matches(rule: TableRule, inputs: readonly FeelValue[], evaluate: Evaluate): boolean {
  return rule.inputEntries.every((entry, i) => {
    const result = evaluate(entry, inputs[i] ?? null);
    if (typeof result === 'boolean') return result;
    if (result === null) return false;
    const found = `but found '${show(result)}'`;
    throw new DecisionFailure(`input entry must return true, false, or null, ${found}`);
  });
}

function defaultOutput(table: DecisionTable, evaluate: Evaluate): FeelValue {
  const entries = table.outputs.flatMap((output) =>
    output.defaultEntry === null ? [] : [[output.name, evaluate(output.defaultEntry)] as const],
  );
  if (entries.length === 0) return null;
  return entries.length === 1 ? (entries[0]?.[1] ?? null) : new Context(new Map(entries));
}

function applyHitPolicy(table: DecisionTable, rows: readonly Row[]): FeelValue {
  switch (table.hitPolicy) {
    case 'FIRST':
      return one(rows[0]);
    case 'UNIQUE':
      if (rows.length <= 1) return one(rows[0]);
      throw notAllowed('multiple values', 'UNIQUE', rows);
    case 'ANY': {
      const distinct = rows.filter((row, i) => rows.findIndex((r) => sameRow(r, row)) === i);
      if (distinct.length <= 1) return one(rows[0]);
      throw notAllowed('different values', 'ANY', distinct);
    }
    case 'PRIORITY':
      return one(byPriority(table, rows)[0]);
    case 'OUTPUT ORDER':
      return byPriority(table, rows).map(one);
    case 'RULE ORDER':
      return rows.map(one);
    case 'COLLECT':
      return collect(table, rows);
  }
}

/** A row as a value: of one output the value itself, of several a context. */
function one(row: Row | undefined): FeelValue {
  if (row === undefined) return null;
  return row.size === 1 ? only(row) : new Context(row);
}

function only(row: Row): FeelValue {
  return [...row.values()][0] ?? null;
}

/** Scala's `==` of maps: contexts are equal only when they are one. */
function sameRow(x: Row, y: Row): boolean {
  return [...x].every(([name, value]) => identical(value, y.get(name) ?? null));
}

function notAllowed(what: string, policy: string, rows: readonly Row[]): DecisionFailure {
  const maps = rows.map((row) => {
    const entries = inScalaMapOrder([...row]).map(([name, v]) => `${name || 'null'} -> ${show(v)}`);
    return `${entries.length > MAX_PLAIN_MAP ? 'HashMap' : 'Map'}(${entries.join(', ')})`;
  });
  const found = `List(${maps.join(', ')})`;
  return new DecisionFailure(`${what} aren't allowed for ${policy} hit policy. found: '${found}'`);
}

/** Scala's larger maps are hash maps, and say so. */
const MAX_PLAIN_MAP = 4;

/** Sorts by the place of each output's value in the output's list of values. */
function byPriority(table: DecisionTable, rows: readonly Row[]): readonly Row[] {
  const keyOf = (row: Row): string =>
    table.outputs
      .map((output) => {
        const value = row.get(output.name) ?? null;
        const isKnown = typeof value === 'string' || isNumber(value);
        const at = isKnown
          ? output.values.lastIndexOf(String(show(value)).replace(/^"|"$/g, ''))
          : -1;
        return at === -1 ? '_' : String(at);
      })
      .join('');
  return rows.toSorted((x, y) => (keyOf(x) < keyOf(y) ? -1 : keyOf(x) > keyOf(y) ? 1 : 0));
}

function collect(table: DecisionTable, rows: readonly Row[]): FeelValue {
  if (table.aggregation === null) return rows.map(one);
  if (table.aggregation === 'COUNT') return rows.length;
  const numbers = rows.map((row) => numberOf(only(row)));
  const [first = 0, ...rest] = numbers;
  switch (table.aggregation) {
    case 'SUM':
      return rest.reduce(add, first);
    case 'MIN':
      return rest.reduce((x, y) => (compareNumbers(y, x) < 0 ? y : x), first);
    case 'MAX':
      return rest.reduce((x, y) => (compareNumbers(y, x) > 0 ? y : x), first);
  }
}

function numberOf(value: FeelValue): FeelNumber {
  if (isNumber(value)) return value;
  throw new DecisionFailure(`expected number but found '${show(value)}'`);
}
