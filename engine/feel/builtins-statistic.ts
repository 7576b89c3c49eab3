import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { ofDouble } from './builtins-numeric.ts';
import {
  add,
  compareNumbers,
  divide,
  multiply,
  subtract,
  toNumber,
  wholePower,
} from './decimal.ts';
import type { FeelNumber } from './decimal.ts';
import {
  compareValues,
  FeelError,
  FeelException,
  isComparable,
  isList,
  isNumber,
  show,
} from './value.ts';
import type { FeelFunction, FeelValue } from './value.ts';

/** Functions that fold a list into one value. Source: feel-scala ListBuiltinFunctions.scala */
export const statisticFunctions: BuiltinTable = {
  min: [extreme((order) => order <= 0)],
  max: [extreme((order) => order >= 0)],
  sum: [ofNumbers((numbers) => numbers.reduce(add))],
  product: [ofNumbers((numbers) => numbers.reduce(multiply))],
  mean: [ofNumbers(mean)],
  median: [
    ofNumbers((numbers) => {
      const sorted = numbers.toSorted(compareNumbers);
      const half = Math.floor(sorted.length / 2);
      const upper = sorted[half] ?? 0;
      if (sorted.length % 2 === 1) return upper;
      return divide(add(sorted[half - 1] ?? 0, upper), 2);
    }),
  ],
  stddev: [
    ofNumbers((numbers) => {
      const average = mean(numbers);
      const squares = numbers.map((n) => wholePower(subtract(n, average), 2) ?? 0);
      if (numbers.length === 1) {
        throw new FeelException('java.lang.ArithmeticException', 'Division undefined');
      }
      return ofDouble(Math.sqrt(toNumber(divide(squares.reduce(add), numbers.length - 1))));
    }),
  ],
  mode: [ofNumbers(mode, [])],
  and: [allOf()],
  all: [allOf()],
  or: [anyOf()],
  any: [anyOf()],
};

function extreme(keeps: (order: number) => boolean): FeelFunction {
  return listFunction((list) => {
    if (list.length === 0) return null;
    if (!isComparable(list)) return new FeelError(`${show(list)} is not comparable`);
    return list.reduce((best, item) => (keeps(compareValues(best, item)) ? best : item));
  });
}

function ofNumbers(
  body: (numbers: readonly FeelNumber[]) => FeelValue,
  empty: FeelValue = null,
): FeelFunction {
  return listFunction((list) => {
    if (list.length === 0) return empty;
    const other = list.find((item) => !isNumber(item));
    if (other !== undefined) return new FeelError(`expected number but found '${show(other)}'`);
    return body(list.filter(isNumber));
  });
}

function listFunction(body: (list: readonly FeelValue[]) => FeelValue): FeelFunction {
  return builtin(
    ['list'],
    ([list]) => (list !== undefined && isList(list) ? body(list) : undefined),
    true,
  );
}

function mean(numbers: readonly FeelNumber[]): FeelNumber {
  return divide(numbers.reduce(add), numbers.length);
}

function mode(numbers: readonly FeelNumber[]): FeelValue {
  const counts: { value: FeelNumber; count: number }[] = [];
  for (const value of numbers.toSorted(compareNumbers)) {
    const entry = counts.at(-1);
    if (entry !== undefined && compareNumbers(entry.value, value) === 0) entry.count += 1;
    else counts.push({ value, count: 1 });
  }
  const most = Math.max(...counts.map(({ count }) => count));
  return counts.filter(({ count }) => count === most).map(({ value }) => value);
}

function allOf(): FeelFunction {
  return listFunction((list) => threeValued(list, false));
}

function anyOf(): FeelFunction {
  return listFunction((list) => threeValued(list, true));
}

function threeValued(list: readonly FeelValue[], decisive: boolean): FeelValue {
  if (list.includes(decisive)) return decisive;
  return list.every((item) => typeof item === 'boolean') ? !decisive : null;
}
