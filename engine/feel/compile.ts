import { addValues, divideValues, multiplyValues, subtractValues } from './arithmetic.ts';
import { compileCall, compileFunction, compileQualifiedCall } from './compile-call.ts';
import { compileFilter, compileFor, compileQuantified } from './compile-list.ts';
import { compilePath, compileRef } from './compile-path.ts';
import { negate, power } from './decimal.ts';
import { Environment } from './environment.ts';
import { describeParseFailure } from './parse-failure.ts';
import { FeelParser } from './parser.ts';
import type { ComparisonOperator, Exp, RangeExp } from './syntax.ts';
import {
  areComparable,
  compareValues,
  equalValues,
  FeelError,
  FeelRange,
  isNumber,
  isList,
  sameClass,
  setEntry,
  show,
  typeName,
} from './value.ts';
import type { FeelValue } from './value.ts';

/** A compiled part of an expression: a closure, so that evaluation walks no tree. */
export type Node = (env: Environment) => FeelValue;

/** A FEEL expression ready to evaluate. */
export interface CompiledFeel {
  readonly node: Node;
  readonly exp: Exp;
}

export type CompileResult =
  | { readonly ok: true; readonly compiled: CompiledFeel }
  | { readonly ok: false; readonly message: string };

/**
 * Parses and compiles a FEEL expression.
 * Failures: the message feel-scala gives, `failed to parse expression '…': Expected …`.
 */
export function compileFeel(text: string): CompileResult {
  return compileWith(text, false);
}

/** Parses and compiles unary tests, as an input entry of a decision table holds them. */
export function compileUnaryTests(text: string): CompileResult {
  return compileWith(text, true);
}

function compileWith(text: string, isUnaryTests: boolean): CompileResult {
  const parser = new FeelParser(text);
  const exp = isUnaryTests ? parser.parseUnaryTests() : parser.parseExpression();
  if (exp === null) {
    const { failedAt, afterComparison } = parser;
    const message = describeParseFailure(text, failedAt, afterComparison, isUnaryTests);
    return { ok: false, message };
  }
  if (JSON.stringify(exp, withoutBigInts).includes('"kind":"external"')) {
    const reason =
      'External functions are disabled. Use the FunctionProvider SPI (recommended) or enable ' +
      'external function in the configuration.';
    return { ok: false, message: `validation of expression '${text}' failed: ${reason}` };
  }
  return { ok: true, compiled: { node: compile(exp), exp } };
}

function withoutBigInts(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Map ? [...value] : value;
}

/** The name under which a unary test's input value stands. */
export const INPUT_VARIABLE = 'cellInput';
const INPUT_SYMBOL = '?';

/** Compiles a syntax tree into a closure. Source: feel-scala FeelInterpreter.scala (eval) */
export function compile(exp: Exp): Node {
  switch (exp.kind) {
    case 'constant':
    case 'number': {
      const value = exp.value;
      return () => value;
    }
    case 'input':
      return inputBySymbol;
    case 'list':
      return compileList(exp.items.map(compile));
    case 'context':
      return compileContext(exp.entries.map(([key, value]) => [key, compile(value)]));
    case 'range':
      return compileRange(exp);
    case 'ref':
      return compileRef(exp.names);
    case 'path':
      return compilePath(compile(exp.x), exp.key);
    case 'filter':
      return compileFilter(exp);
    case 'for':
      return compileFor(exp);
    case 'some':
    case 'every':
      return compileQuantified(exp);
    case 'iterationContext':
      return compileIteration(compile(exp.start), compile(exp.end));
    case 'call':
      return compileCall(exp);
    case 'qualifiedCall':
      return compileQualifiedCall(exp);
    case 'function':
      return compileFunction(exp);
    case 'external':
      return () => null;
    default:
      return compileOperator(exp);
  }
}

type OperatorExp = Extract<
  Exp,
  {
    kind:
      | 'arithmetic'
      | 'negation'
      | 'equal'
      | 'compare'
      | 'anyOf'
      | 'allOf'
      | 'not'
      | 'if'
      | 'in'
      | 'instanceOf'
      | 'inputEqual'
      | 'inputCompare'
      | 'inputInRange'
      | 'unaryTest';
  }
>;

function compileOperator(exp: OperatorExp): Node {
  switch (exp.kind) {
    case 'arithmetic':
      return compileArithmetic(exp.operator, compile(exp.x), compile(exp.y));
    case 'negation':
      return compileNegation(compile(exp.x));
    case 'equal':
      return compileEqual(compile(exp.x), compile(exp.y));
    case 'compare':
      return compileCompare(exp.operator, compile(exp.x), compile(exp.y));
    case 'anyOf':
      return compileLogic(exp.items.map(compile), true);
    case 'allOf':
      return compileLogic(exp.items.map(compile), false);
    case 'not':
      return compileNot(compile(exp.x));
    case 'if':
      return compileIf(compile(exp.condition), compile(exp.then), compile(exp.else));
    case 'in':
      return compileIn(compile(exp.x), compile(exp.test));
    case 'instanceOf':
      return compileInstanceOf(compile(exp.x), exp.type);
    case 'inputEqual':
      return compileEqual(inputValue, compile(exp.x));
    case 'inputCompare':
      return compileCompare(exp.operator, inputValue, compile(exp.x));
    case 'inputInRange':
      return compileInRange(exp.range);
    case 'unaryTest':
      return compileUnaryTest(compile(exp.x));
  }
}

// --- input values

function inputValue(env: Environment): FeelValue {
  const named = env.variable('inputVariableName');
  const value = env.variable(typeof named === 'string' ? named : INPUT_VARIABLE);
  if (value !== undefined) return value;
  env.warn('NO_VARIABLE_FOUND', 'No input value found.');
  return null;
}

function inputBySymbol(env: Environment): FeelValue {
  return (
    env.variable(INPUT_SYMBOL) ??
    (env.variable(INPUT_SYMBOL) === null
      ? null
      : new FeelError(
          "No input value available. '?' can only be used inside an unary-test expression.",
          true,
        ))
  );
}

function compileUnaryTest(test: Node): Node {
  return (env) => {
    const input = inputValue(env);
    const value = test(env);
    if (value instanceof FeelError && value.fatal) {
      const result = test(env.with({ [INPUT_SYMBOL]: input }));
      return typeof result === 'boolean' ? result : null;
    }
    if (value === true) return true;
    if (isList(value) && value.some((item) => sameClass(item, input) && same(item, input))) {
      return true;
    }
    if (value instanceof FeelError) return value;
    const equal = equality(env, input, value);
    if (equal === true) return true;
    return isList(value) ? false : equal === null ? null : false;
  };
}

function same(x: FeelValue, y: FeelValue): boolean {
  return equalValues(x, y) === true;
}

// --- literals

function compileList(items: readonly Node[]): Node {
  return (env) => {
    const values: FeelValue[] = new Array<FeelValue>(items.length);
    for (let i = 0; i < items.length; i += 1) {
      const value = items[i]?.(env) ?? null;
      if (value instanceof FeelError) return asError(value);
      values[i] = value;
    }
    return values;
  };
}

function compileContext(entries: readonly (readonly [string, Node])[]): Node {
  return (env) => {
    const context: Record<string, FeelValue> = {};
    const scope = env.with(context);
    for (const [key, node] of entries) {
      const value = node(scope);
      if (value instanceof FeelError) return asError(value);
      setEntry(context, key, value);
    }
    return context;
  };
}

function asError(error: FeelError): FeelError {
  return error.fatal ? new FeelError(error.toString()) : error;
}

function compileRange(exp: RangeExp): Node {
  const start = compile(exp.start);
  const end = compile(exp.end);
  return (env) => {
    const from = start(env);
    const to = end(env);
    if (from instanceof FeelError) return from;
    if (to instanceof FeelError) return to;
    if (areComparable(from, to) && typeof from !== 'string') {
      return new FeelRange(from, exp.startClosed, to, exp.endClosed);
    }
    const range = new FeelRange(from, exp.startClosed, to, exp.endClosed);
    return invalid(env, `Invalid range definition '${range.toString()}'`);
  };
}

function invalid(env: Environment, message: string): FeelError {
  env.warn('INVALID_TYPE', message);
  return new FeelError(message);
}

function compileIteration(start: Node, end: Node): Node {
  return (env) => {
    const from = start(env);
    if (!isNumber(from)) return expected(env, 'number', from);
    const to = end(env);
    if (!isNumber(to)) return expected(env, 'number', to);
    const items: FeelValue[] = [];
    const step = compareValues(from, to) < 0 ? 1 : -1;
    for (let at: FeelValue = from; (compareValues(at, to) || 0) * step <= 0; ) {
      items.push(at);
      at = addValues(at, step) ?? null;
    }
    return items;
  };
}

/** An error for a value of the wrong type, with its warning; an error goes on as it is. */
export function expected(env: Environment, type: string, found: FeelValue): FeelError {
  if (found instanceof FeelError) return found;
  return invalid(env, `Expected ${type} but found '${show(found)}'`);
}

/** Errors become null, except fatal ones. */
export function orNull(value: FeelValue): FeelValue {
  return value instanceof FeelError && !value.fatal ? null : value;
}

// --- operators

const ARITHMETIC = {
  '+': [addValues, (x: string, y: string) => `Can't add '${y}' to '${x}'`],
  '-': [subtractValues, (x: string, y: string) => `Can't subtract '${y}' from '${x}'`],
  '*': [multiplyValues, (x: string, y: string) => `Can't multiply '${x}' by '${y}'`],
  '/': [divideValues, (x: string, y: string) => `Can't divide '${x}' by '${y}'`],
} as const;

function compileArithmetic(operator: '+' | '-' | '*' | '/' | '**', x: Node, y: Node): Node {
  if (operator === '**') return compilePower(x, y);
  const [apply, describe] = ARITHMETIC[operator];
  return (env) => {
    const left = x(env);
    const right = y(env);
    const result = apply(left, right);
    if (result !== undefined) return result;
    if (left instanceof FeelError) return orNull(left);
    if (right instanceof FeelError) return orNull(right);
    env.warn('INVALID_TYPE', describe(show(left), show(right)));
    return null;
  };
}

function compilePower(x: Node, y: Node): Node {
  return (env) => {
    const base = x(env);
    const exponent = y(env);
    if (!isNumber(base)) return orNull(expected(env, 'number', base));
    if (!isNumber(exponent)) return orNull(expected(env, 'number', exponent));
    return power(base, exponent);
  };
}

function compileNegation(x: Node): Node {
  return (env) => {
    const value = x(env);
    return isNumber(value) ? negate(value) : orNull(expected(env, 'number', value));
  };
}

function equality(env: Environment, x: FeelValue, y: FeelValue): FeelValue {
  if (x instanceof FeelError) return x;
  if (y instanceof FeelError) return y;
  const equal = equalValues(x, y);
  if (equal === null) env.warn('NOT_COMPARABLE', `Can't compare '${show(x)}' with '${show(y)}'`);
  return equal;
}

function compileEqual(x: Node, y: Node): Node {
  return (env) => equality(env, x(env), y(env));
}

const COMPARE: Record<ComparisonOperator, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function compileCompare(operator: ComparisonOperator, x: Node, y: Node): Node {
  const decide = COMPARE[operator];
  return (env) => {
    const left = x(env);
    const right = y(env);
    if (areComparable(left, right)) return decide(compareValues(left, right));
    if (left instanceof FeelError) return left;
    if (right instanceof FeelError) return right;
    env.warn('NOT_COMPARABLE', `Can't compare '${show(left)}' with '${show(right)}'`);
    return null;
  };
}

function compileInRange(range: RangeExp): Node {
  const start = compile(range.start);
  const end = compile(range.end);
  return (env) => {
    const from = start(env);
    const to = end(env);
    const input = inputValue(env);
    if (!areComparable(input, from) || !areComparable(input, to)) {
      const message = `Can't compare '${show(input)}' with '${show(from)}' and '${show(to)}'`;
      // feel-scala reads the input once more for this message, and warns once more.
      inputValue(env);
      env.warn('NOT_COMPARABLE', message);
      return null;
    }
    const low = compareValues(input, from);
    const high = compareValues(input, to);
    return (range.startClosed ? low >= 0 : low > 0) && (range.endClosed ? high <= 0 : high < 0);
  };
}

/** `or` stops at the first true, `and` at the first false; anything not boolean makes null. */
function compileLogic(items: readonly Node[], decisive: boolean): Node {
  return (env) => combine(env, items.length, (i) => items[i]?.(env) ?? null, decisive);
}

/** The three-valued `or` (decisive = true) or `and` (decisive = false) over lazy items. */
export function combine(
  env: Environment,
  count: number,
  item: (index: number) => FeelValue,
  decisive: boolean,
): FeelValue {
  let result: FeelValue = !decisive;
  for (let i = 0; i < count; i += 1) {
    const value = item(i);
    if (value === decisive) return decisive;
    if (value instanceof FeelError && value.fatal) {
      if (result === null) return value;
      return value;
    }
    if (typeof value !== 'boolean') {
      if (result !== null && !(value instanceof FeelError)) expected(env, 'boolean', value);
      result = null;
    }
  }
  return result;
}

function compileNot(x: Node): Node {
  return (env) => {
    const value = x(env);
    if (typeof value === 'boolean') return !value;
    expected(env, 'boolean', value);
    return null;
  };
}

function compileIf(condition: Node, then: Node, otherwise: Node): Node {
  return (env) => {
    const met = condition(env);
    if (met === true) return then(env);
    if (typeof met !== 'boolean') {
      const error = expected(env, 'boolean', met);
      if (error.fatal) return error;
    }
    return otherwise(env);
  };
}

function compileIn(x: Node, test: Node): Node {
  return (env) => {
    const value = x(env);
    if (value instanceof FeelError) return value;
    const named = env.variable('inputVariableName');
    return test(env.with({ [typeof named === 'string' ? named : INPUT_VARIABLE]: value }));
  };
}

const TYPE_ALIASES: Record<string, string> = {
  'date time': 'date and time',
  'year-month-duration': 'years and months duration',
  'day-time-duration': 'days and time duration',
};

function compileInstanceOf(x: Node, type: string): Node {
  const name = TYPE_ALIASES[type] ?? type;
  return (env) => {
    const value = x(env);
    if (value instanceof FeelError) return value;
    return name === 'Any' ? value !== null : typeName(value) === name;
  };
}
