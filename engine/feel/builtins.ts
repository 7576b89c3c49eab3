import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { contextFunctions } from './builtins-context.ts';
import { conversionFunctions } from './builtins-conversion.ts';
import { listFunctions } from './builtins-list.ts';
import { statisticFunctions } from './builtins-statistic.ts';
import { numericFunctions } from './builtins-numeric.ts';
import { rangeFunctions } from './builtins-range.ts';
import { stringFunctions } from './builtins-string.ts';
import { dateFunctions } from './builtins-temporal.ts';
import { toInteger } from './decimal.ts';
import { machineZone } from './machine-zone.ts';
import { FeelDate, MonthsDuration, TimeDuration, ZonedDateTime } from './temporal.ts';
import { FeelError, isNumber, show } from './value.ts';
import type { FeelFunction, FeelValue } from './value.ts';

const NONE: readonly FeelFunction[] = [];

/**
 * The builtin functions of a name, `now` and `today` bound to the clock (epoch milliseconds).
 * Source: feel-scala BuiltinFunctions.scala; zeebe FeelFunctionProvider.scala (`cycle`)
 */
export function builtinFunctions(name: string, clock: () => number): readonly FeelFunction[] {
  if (name === 'now') return [builtin([], () => now(clock))];
  if (name === 'today') return [builtin([], () => new FeelDate(now(clock).day))];
  return Object.hasOwn(TABLE, name) ? (TABLE[name] ?? NONE) : NONE;
}

const zone = machineZone();

function now(clock: () => number): ZonedDateTime {
  return ZonedDateTime.ofEpochMs(clock(), zone);
}

const booleanFunctions: BuiltinTable = {
  not: [builtin(['negand'], ([x]) => (typeof x === 'boolean' ? !x : null))],
  'is defined': [builtin(['value'], ([x]) => x !== null && x !== undefined)],
  'get or else': [builtin(['value', 'default'], ([x, y]) => (x === null ? y : x))],
  assert: [
    builtin(['value', 'condition'], ([x, condition]) =>
      condition === true ? x : new FeelError('The condition is not fulfilled'),
    ),
    builtin(['value', 'condition', 'cause'], ([x, condition, cause]) => {
      if (condition === true) return x;
      return typeof cause === 'string' ? new FeelError(cause) : undefined;
    }),
  ],
};

const CYCLE_EXPECTATION =
  'cycle function expected a repetitions (number) and an interval (duration) parameter';

const zeebeFunctions: BuiltinTable = {
  cycle: [
    builtin(['repetitions', 'interval'], ([count = null, interval = null]) => {
      const isDuration = interval instanceof TimeDuration || interval instanceof MonthsDuration;
      if (isDuration && count === null) return `R/${interval.toJava()}`;
      if (isDuration && isNumber(count)) {
        return `R${toInteger(count)}/${interval.toJava()}`;
      }
      return firstError([count, interval]) ?? cycleError(count, interval);
    }),
    builtin(['interval'], ([interval = null]) => {
      if (interval instanceof TimeDuration || interval instanceof MonthsDuration) {
        return `R/${interval.toJava()}`;
      }
      const found = `but found '${show(interval)}'`;
      const message = `cycle function expected an interval (duration) parameter, ${found}`;
      return firstError([interval]) ?? new FeelError(message);
    }),
  ],
};

function firstError(args: readonly FeelValue[]): FeelError | null {
  return args.find((arg) => arg instanceof FeelError) ?? null;
}

function cycleError(count: FeelValue, interval: FeelValue): FeelError {
  const found = `'${show(count)}' and '${show(interval)}'`;
  return new FeelError(`${CYCLE_EXPECTATION}, but found ${found}`);
}

const TABLE: BuiltinTable = {
  ...booleanFunctions,
  ...conversionFunctions,
  ...contextFunctions,
  ...dateFunctions,
  ...listFunctions,
  ...statisticFunctions,
  ...numericFunctions,
  ...rangeFunctions,
  ...stringFunctions,
  ...zeebeFunctions,
};
