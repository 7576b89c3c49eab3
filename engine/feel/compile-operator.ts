import { addValues, divideValues, multiplyValues, subtractValues } from './arithmetic.ts';
import { INPUT_VARIABLE, inputValue } from './compile-input.ts';
import { compile } from './compile.ts';
import { compareNumbers, isWhole, negate, toInteger, toNumber, wholePower } from './decimal.ts';
import { ofDouble } from './builtins-numeric.ts';
import type { Environment } from './environment.ts';
import { combine, expected, orNull } from './node.ts';
import type { Node } from './node.ts';
import type { ComparisonOperator, RangeExp } from './syntax.ts';
import {
  areComparable,
  compareValues,
  equalValues,
  FeelError,
  FeelException,
  isNumber,
  show,
  typeName,
} from './value.ts';
import type { FeelValue } from './value.ts';

const ARITHMETIC = {
  '+': [addValues, (x: string, y: string) => `Can't add '${y}' to '${x}'`],
  '-': [subtractValues, (x: string, y: string) => `Can't subtract '${y}' from '${x}'`],
  '*': [multiplyValues, (x: string, y: string) => `Can't multiply '${x}' by '${y}'`],
  '/': [divideValues, (x: string, y: string) => `Can't divide '${x}' by '${y}'`],
} as const;

/** `+ - * / **`; null with a warning for values that don't go together. */
export function compileArithmetic(operator: '+' | '-' | '*' | '/' | '**', x: Node, y: Node): Node {
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
    if (!isWhole(exponent)) return ofDouble(Math.pow(toNumber(base), toNumber(exponent)));
    const times = toInteger(exponent);
    if (times < 0 && compareNumbers(base, 0) === 0) {
      throw new FeelException('java.lang.ArithmeticException', 'Division by zero');
    }
    const result = wholePower(base, times);
    if (result !== null) return result;
    throw new FeelException('java.lang.ArithmeticException', 'Invalid operation');
  };
}

/** `-x`. */
export function compileNegation(x: Node): Node {
  return (env) => {
    const value = x(env);
    return isNumber(value) ? negate(value) : orNull(expected(env, 'number', value));
  };
}

/** Whether two values are equal; null with a warning when they can't be compared. */
export function equality(env: Environment, x: FeelValue, y: FeelValue): FeelValue {
  if (x instanceof FeelError) return x;
  if (y instanceof FeelError) return y;
  const equal = equalValues(x, y);
  if (equal === null) env.warn('NOT_COMPARABLE', `Can't compare '${show(x)}' with '${show(y)}'`);
  return equal;
}

/** `=`. */
export function compileEqual(x: Node, y: Node): Node {
  return (env) => equality(env, x(env), y(env));
}

const COMPARE: Record<ComparisonOperator, (order: number) => boolean> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** `< <= > >=`. */
export function compileCompare(operator: ComparisonOperator, x: Node, y: Node): Node {
  const decide = COMPARE[operator];
  return (env) => {
    const left = x(env);
    const right = y(env);
    if (typeof left === 'number' && typeof right === 'number') return decide(left - right);
    if (areComparable(left, right)) return decide(compareValues(left, right));
    if (left instanceof FeelError) return left;
    if (right instanceof FeelError) return right;
    env.warn('NOT_COMPARABLE', `Can't compare '${show(left)}' with '${show(right)}'`);
    return null;
  };
}

/** `[1..5]` as a test of the input value. */
export function compileInRange(range: RangeExp): Node {
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
export function compileLogic(items: readonly Node[], decisive: boolean): Node {
  return (env) => combine(env, items.length, (i) => items[i]?.(env) ?? null, decisive);
}

/** `!=` and `not` in tests. */
export function compileNot(x: Node): Node {
  return (env) => {
    const value = x(env);
    if (typeof value === 'boolean') return !value;
    return orNull(expected(env, 'boolean', value));
  };
}

/** `if … then … else …`; what is not true is else. */
export function compileIf(condition: Node, then: Node, otherwise: Node): Node {
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

/** `x in test`: the test's input value is x. */
export function compileIn(x: Node, test: Node): Node {
  return (env) => {
    const value = x(env);
    if (value instanceof FeelError) return value;
    const named = env.variable('inputVariableName');
    return test(env.add(typeof named === 'string' ? named : INPUT_VARIABLE, value));
  };
}

const TYPE_ALIASES: Record<string, string> = {
  'date time': 'date and time',
  'year-month-duration': 'years and months duration',
  'day-time-duration': 'days and time duration',
};

/** `x instance of type`. */
export function compileInstanceOf(x: Node, type: string): Node {
  const name = TYPE_ALIASES[type] ?? type;
  return (env) => {
    const value = x(env);
    if (value instanceof FeelError) return value;
    return name === 'Any' ? value !== null : typeName(value) === name;
  };
}
