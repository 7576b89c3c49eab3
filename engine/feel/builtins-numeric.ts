import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import {
  add,
  compareNumbers,
  negate,
  remainder,
  setScale,
  toInteger,
  toNumber,
} from './decimal.ts';
import type { RoundingMode } from './decimal-rounding.ts';
import type { FeelNumber } from './decimal.ts';
import { fromDouble } from './number.ts';
import { MonthsDuration, TimeDuration } from './temporal.ts';
import { FeelError, FeelException, isNumber } from './value.ts';
import type { FeelFunction, FeelValue } from './value.ts';

const MODES: readonly RoundingMode[] = [
  'UP',
  'DOWN',
  'CEILING',
  'FLOOR',
  'HALF_UP',
  'HALF_DOWN',
  'HALF_EVEN',
  'UNNECESSARY',
];

/** Source: feel-scala NumericBuiltinFunctions.scala (its parameter names, `scala` too) */
export const numericFunctions: BuiltinTable = {
  decimal: [
    rounding(['n', 'scale'], 'HALF_EVEN'),
    builtin(['n', 'scale', 'mode'], ([n, scale, mode]) => {
      if (typeof mode !== 'string' || !number(n) || !number(scale)) return undefined;
      const known = MODES.find((m) => m === mode.toUpperCase());
      if (known !== undefined) return round(n, scale, known);
      const reason = `for rounding mode. Must be one of: ${MODES.join(', ')}`;
      return new FeelError(`Illegal argument '${mode}' ${reason}`);
    }),
  ],
  floor: [wholeRounding('FLOOR'), rounding(['n', 'scala'], 'FLOOR')],
  ceiling: [wholeRounding('CEILING'), rounding(['n', 'scale'], 'CEILING')],
  'round up': [rounding(['n', 'scale'], 'UP')],
  'round down': [rounding(['n', 'scale'], 'DOWN')],
  'round half up': [rounding(['n', 'scale'], 'HALF_UP')],
  'round half down': [rounding(['n', 'scala'], 'HALF_DOWN')],
  abs: [builtin(['number'], absolute), builtin(['n'], absolute)],
  modulo: [
    builtin(['dividend', 'divisor'], ([x, y]) => {
      if (!number(x) || !number(y)) return undefined;
      if (compareNumbers(y, 0) === 0) {
        const kind = compareNumbers(x, 0) === 0 ? 'undefined' : 'by zero';
        throw new FeelException('java.lang.ArithmeticException', `Division ${kind}`);
      }
      return quotientRest(add(quotientRest(x, y), y), y);
    }),
  ],
  sqrt: [
    ofNumber('number', (n) => (compareNumbers(n, 0) < 0 ? null : ofDouble(Math.sqrt(toNumber(n))))),
  ],
  log: [ofNumber('number', (n) => ofDouble(Math.log(toNumber(n))))],
  exp: [ofNumber('number', (n) => ofDouble(Math.exp(toNumber(n))))],
  odd: [ofNumber('number', (n) => Math.abs(toNumber(quotientRest(n, 2))) === 1)],
  even: [ofNumber('number', (n) => compareNumbers(quotientRest(n, 2), 0) === 0)],
  'random number': [builtin([], () => ofDouble(Math.random()))],
};

/** A double as number. A NaN or infinity ends the evaluation, as Scala can't convert it. */
export function ofDouble(value: number): FeelNumber {
  const result = fromDouble(value);
  if (result !== null) return result;
  const found = Number.isNaN(value) ? 'N' : 'I';
  throw new FeelException(
    'java.lang.NumberFormatException',
    `Character ${found} is neither a decimal digit number, decimal point, nor "e" notation ` +
      'exponential mark.',
  );
}

function quotientRest(x: FeelNumber, y: FeelNumber): FeelNumber {
  const rest = remainder(x, y);
  if (rest !== null) return rest;
  throw new FeelException('java.lang.ArithmeticException', 'Division impossible');
}

function number(value: FeelValue | undefined): value is FeelNumber {
  return value !== undefined && isNumber(value);
}

function ofNumber(param: string, body: (n: FeelNumber) => FeelValue): FeelFunction {
  return builtin([param], ([n]) => (number(n) ? body(n) : undefined));
}

function wholeRounding(mode: RoundingMode): FeelFunction {
  return ofNumber('n', (n) => round(n, 0, mode));
}

function rounding(params: readonly string[], mode: RoundingMode): FeelFunction {
  return builtin(params, ([n, scale]) =>
    number(n) && number(scale) ? round(n, scale, mode) : undefined,
  );
}

function round(n: FeelNumber, scale: FeelNumber, mode: RoundingMode): FeelValue {
  const failure = `Failed to apply rounding mode '${mode}': Rounding necessary`;
  return setScale(n, toInteger(scale), mode) ?? new FeelError(failure);
}

function absolute([n]: readonly FeelValue[]): FeelValue | undefined {
  if (number(n)) return compareNumbers(n, 0) < 0 ? negate(n) : n;
  if (n instanceof MonthsDuration) return new MonthsDuration(Math.abs(n.months));
  if (n instanceof TimeDuration) {
    return n.seconds < 0 ? new TimeDuration(-n.seconds, -n.nanos) : n;
  }
  return undefined;
}
