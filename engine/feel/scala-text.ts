import type { CallParams, Exp } from './syntax.ts';
import { inScalaMapOrder } from './scala-map.ts';
import { ZonedTime } from './temporal.ts';
import type { FeelDate } from './temporal.ts';
import { isNumber, show, typeName } from './value.ts';
import type { FeelValue } from './value.ts';

/**
 * A syntax tree as Scala prints it, which feel-scala does in one message.
 * Source: feel-scala Exp.scala (case classes)
 */
export function scalaText(exp: Exp): string {
  switch (exp.kind) {
    case 'constant':
      return constantText(exp.value);
    case 'number':
      return `ConstNumber(${show(exp.value)})`;
    case 'input':
      return 'ConstInputValue';
    case 'list':
      return `ConstList(${listText(exp.items)})`;
    case 'context': {
      const entries = exp.entries.map(([key, value]) => `(${key},${scalaText(value)})`);
      return `ConstContext(List(${entries.join(', ')}))`;
    }
    case 'range': {
      const start = `${exp.startClosed ? 'Closed' : 'Open'}ConstRangeBoundary`;
      const end = `${exp.endClosed ? 'Closed' : 'Open'}ConstRangeBoundary`;
      return `ConstRange(${start}(${scalaText(exp.start)}),${end}(${scalaText(exp.end)}))`;
    }
    case 'ref':
      return `Ref(List(${exp.names.join(', ')}))`;
    case 'path':
      return `PathExpression(${scalaText(exp.x)},${exp.key})`;
    case 'filter':
      return `Filter(${scalaText(exp.list)},${scalaText(exp.filter)})`;
    case 'negation':
      return `ArithmeticNegation(${scalaText(exp.x)})`;
    case 'arithmetic':
      return `${ARITHMETIC[exp.operator]}(${scalaText(exp.x)},${scalaText(exp.y)})`;
    case 'call':
      return `FunctionInvocation(${exp.name},${paramsText(exp.params)})`;
    case 'qualifiedCall':
      return `QualifiedFunctionInvocation(${scalaText(exp.path)},${exp.name},${paramsText(exp.params)})`;
    default:
      return decisionText(exp);
  }
}

type Decision = Exclude<
  Exp,
  {
    kind:
      | 'constant'
      | 'number'
      | 'input'
      | 'list'
      | 'context'
      | 'range'
      | 'ref'
      | 'path'
      | 'filter'
      | 'negation'
      | 'arithmetic'
      | 'call'
      | 'qualifiedCall';
  }
>;

function decisionText(exp: Decision): string {
  switch (exp.kind) {
    case 'equal':
      return `Equal(${scalaText(exp.x)},${scalaText(exp.y)})`;
    case 'compare':
      return `${COMPARISON[exp.operator]}(${scalaText(exp.x)},${scalaText(exp.y)})`;
    case 'anyOf':
      return `Disjunction(${exp.items.map(scalaText).join(',')})`;
    case 'allOf':
      return `Conjunction(${exp.items.map(scalaText).join(',')})`;
    case 'not':
      return `Not(${scalaText(exp.x)})`;
    case 'if':
      return `If(${[exp.condition, exp.then, exp.else].map(scalaText).join(',')})`;
    case 'in':
      return `In(${scalaText(exp.x)},${scalaText(exp.test)})`;
    case 'instanceOf':
      return `InstanceOf(${scalaText(exp.x)},${exp.type})`;
    case 'some':
      return `SomeItem(${iteratorsText(exp.iterators)},${scalaText(exp.condition)})`;
    case 'every':
      return `EveryItem(${iteratorsText(exp.iterators)},${scalaText(exp.condition)})`;
    case 'for':
      return `For(${iteratorsText(exp.iterators)},${scalaText(exp.body)})`;
    case 'iterationContext':
      return `IterationContext(${scalaText(exp.start)},${scalaText(exp.end)})`;
    case 'function':
      return `FunctionDefinition(List(${exp.params.join(', ')}),${scalaText(exp.body)})`;
    case 'inputEqual':
      return `InputEqualTo(${scalaText(exp.x)})`;
    case 'inputCompare':
      return `Input${COMPARISON[exp.operator]}(${scalaText(exp.x)})`;
    case 'inputInRange':
      return `InputInRange(${scalaText(exp.range)})`;
    case 'unaryTest':
      return `UnaryTestExpression(${scalaText(exp.x)})`;
    case 'external':
      return 'JavaFunctionInvocation';
  }
}

const ARITHMETIC = {
  '+': 'Addition',
  '-': 'Subtraction',
  '*': 'Multiplication',
  '/': 'Division',
  '**': 'Exponentiation',
} as const;

const COMPARISON = {
  '<': 'LessThan',
  '<=': 'LessOrEqual',
  '>': 'GreaterThan',
  '>=': 'GreaterOrEqual',
} as const;

const CONSTANTS: Readonly<Record<string, string>> = {
  date: 'ConstDate',
  'years and months duration': 'ConstYearMonthDuration',
  'days and time duration': 'ConstDayTimeDuration',
};

function constantText(value: FeelValue): string {
  if (value === null) return 'ConstNull';
  if (typeof value === 'boolean') return `ConstBool(${value})`;
  if (typeof value === 'string') return `ConstString(${value})`;
  if (isNumber(value)) return `ConstNumber(${show(value)})`;
  const { constructor } = value as object;
  const kind = CONSTANTS[typeName(value)] ?? `Const${KINDS[constructor.name] ?? ''}`;
  return `${kind}(${temporalText(value)})`;
}

const KINDS: Readonly<Record<string, string>> = {
  LocalTime: 'LocalTime',
  ZonedTime: 'Time',
  LocalDateTime: 'LocalDateTime',
  ZonedDateTime: 'DateTime',
};

function temporalText(value: FeelValue): string {
  if (value instanceof ZonedTime) {
    const [time, offset] = value.javaParts();
    return `ZonedTime(${time},${offset},${value.zone === null ? 'None' : `Some(${value.zone})`})`;
  }
  return (value as FeelDate).toJava();
}

function listText(items: readonly Exp[]): string {
  return `List(${items.map(scalaText).join(', ')})`;
}

function iteratorsText(iterators: readonly (readonly [string, Exp])[]): string {
  return `List(${iterators.map(([name, exp]) => `(${name},${scalaText(exp)})`).join(', ')})`;
}

function paramsText(params: CallParams): string {
  if (params.kind === 'positional')
    return `PositionalFunctionParameters(${listText(params.items)})`;
  const items = inScalaMapOrder([...params.items]).map(
    ([name, exp]) => `${name} -> ${scalaText(exp)}`,
  );
  return `NamedFunctionParameters(Map(${items.join(', ')}))`;
}
