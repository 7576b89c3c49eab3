import { builtin } from './builtin.ts';
import type { BuiltinTable } from './builtin.ts';
import { areComparable, compareValues, FeelException, FeelRange, isList, show } from './value.ts';
import type { FeelFunction, FeelValue } from './value.ts';

type Decide = (x: FeelValue, y: FeelValue) => boolean | undefined;

/**
 * Relations between points and ranges. Source: feel-scala RangeBuiltinFunction.scala
 */
export const rangeFunctions: BuiltinTable = {
  before: relation(before, points(), ['point', 'range'], ['range', 'point'], bothRanges()),
  after: relation(
    (x, y) => before(y, x),
    points(),
    ['point', 'range'],
    ['range', 'point'],
    bothRanges(),
  ),
  meets: relation(ranges(meets), bothRanges()),
  'met by': relation(
    ranges((x, y) => meets(y, x)),
    bothRanges(),
  ),
  overlaps: relation(ranges(overlaps), bothRanges()),
  'overlaps before': relation(ranges(overlapsBefore), bothRanges()),
  'overlaps after': relation(
    ranges((x, y) => overlapsAfter(x, y)),
    bothRanges(),
  ),
  finishes: relation(finishes, ['point', 'range'], bothRanges()),
  'finished by': relation((x, y) => finishes(y, x), ['point', 'range'], bothRanges()),
  includes: relation(includes, ['range', 'point'], bothRanges()),
  during: relation((x, y) => includes(y, x), ['point', 'range'], bothRanges()),
  starts: relation(starts, ['point', 'range'], bothRanges()),
  'started by': relation((x, y) => starts(y, x), ['range', 'point'], bothRanges()),
  coincides: relation(coincides, points(), bothRanges()),
};

function points(): [string, string] {
  return ['point1', 'point2'];
}

function bothRanges(): [string, string] {
  return ['range1', 'range2'];
}

function relation(decide: Decide, ...params: [string, string][]): FeelFunction[] {
  return params.map((names) =>
    builtin(names, ([x = null, y = null]) => {
      const first = x instanceof FeelRange ? x.start : x;
      const second = y instanceof FeelRange ? y.start : y;
      if (typeof first === 'string' || isList(first)) return undefined;
      if (!areComparable(first, second)) return undefined;
      return decide(x, y) ?? matchError(x, y);
    }),
  );
}

/** feel-scala has no case for the two: a point where only ranges go. */
function matchError(x: FeelValue, y: FeelValue): never {
  throw new FeelException('scala.MatchError', `(${show(x)},${show(y)}) (of class scala.Tuple2)`);
}

function ranges(decide: (x: FeelRange, y: FeelRange) => boolean): Decide {
  return (x, y) => (x instanceof FeelRange && y instanceof FeelRange ? decide(x, y) : undefined);
}

function before(x: FeelValue, y: FeelValue): boolean {
  const end = x instanceof FeelRange ? x.end : x;
  const start = y instanceof FeelRange ? y.start : y;
  const order = compareValues(end, start);
  const endClosed = x instanceof FeelRange ? x.endClosed : true;
  const startClosed = y instanceof FeelRange ? y.startClosed : true;
  return order < 0 || (order === 0 && !(endClosed && startClosed));
}

function meets(x: FeelRange, y: FeelRange): boolean {
  return x.endClosed && y.startClosed && compareValues(x.end, y.start) === 0;
}

function overlaps(x: FeelRange, y: FeelRange): boolean {
  return !before(x, y) && !before(y, x);
}

function overlapsBefore(x: FeelRange, y: FeelRange): boolean {
  const starts = compareValues(x.start, y.start);
  const ends = compareValues(x.end, y.end);
  return (
    (starts < 0 || (starts === 0 && x.startClosed && !y.startClosed)) &&
    !before(x, y) &&
    (ends < 0 || (ends === 0 && (!x.endClosed || y.endClosed)))
  );
}

function overlapsAfter(x: FeelRange, y: FeelRange): boolean {
  const starts = compareValues(y.start, x.start);
  const ends = compareValues(y.end, x.end);
  return (
    (starts < 0 || (starts === 0 && y.startClosed && !x.startClosed)) &&
    !before(y, x) &&
    (ends < 0 || (ends === 0 && (!y.endClosed || x.endClosed)))
  );
}

function finishes(x: FeelValue, y: FeelValue): boolean | undefined {
  if (!(y instanceof FeelRange)) return undefined;
  if (!(x instanceof FeelRange)) return y.endClosed && compareValues(y.end, x) === 0;
  const starts = compareValues(x.start, y.start);
  return (
    x.endClosed === y.endClosed &&
    compareValues(x.end, y.end) === 0 &&
    (starts > 0 || (starts === 0 && (!x.startClosed || y.startClosed)))
  );
}

function starts(x: FeelValue, y: FeelValue): boolean | undefined {
  if (!(y instanceof FeelRange)) return undefined;
  if (!(x instanceof FeelRange)) return y.startClosed && compareValues(y.start, x) === 0;
  const ends = compareValues(x.end, y.end);
  return (
    x.startClosed === y.startClosed &&
    compareValues(x.start, y.start) === 0 &&
    (ends < 0 || (ends === 0 && (!x.endClosed || y.endClosed)))
  );
}

function includes(x: FeelValue, y: FeelValue): boolean | undefined {
  if (!(x instanceof FeelRange)) return undefined;
  const [from, to] = y instanceof FeelRange ? [y.start, y.end] : [y, y];
  const low = compareValues(x.start, from);
  const high = compareValues(x.end, to);
  if (!(y instanceof FeelRange)) {
    return (low < 0 && high > 0) || (low === 0 && x.startClosed) || (high === 0 && x.endClosed);
  }
  return (
    (low < 0 || (low === 0 && (x.startClosed || !y.startClosed))) &&
    (high > 0 || (high === 0 && (x.endClosed || !y.endClosed)))
  );
}

function coincides(x: FeelValue, y: FeelValue): boolean | undefined {
  if (!(x instanceof FeelRange)) {
    return !(y instanceof FeelRange) && compareValues(x, y) === 0;
  }
  if (!(y instanceof FeelRange)) return false;
  return (
    compareValues(x.start, y.start) === 0 &&
    compareValues(x.end, y.end) === 0 &&
    x.startClosed === y.startClosed &&
    x.endClosed === y.endClosed
  );
}
