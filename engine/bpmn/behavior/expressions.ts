import type { Clock } from '../../clock.ts';
import type { JsonValue } from '../../feel/evaluate.ts';
import type { Evaluated } from '../../feel/expression-processor.ts';
import {
  evaluateAny,
  evaluateArray,
  evaluateArrayOfStrings,
  evaluateBoolean,
  evaluateCorrelationKey,
  evaluateInterval,
  evaluateList,
  evaluateNullableDateTime,
  evaluateDateTime,
  evaluateNumber,
  evaluateString,
  evaluateVariableMapping,
} from '../../feel/expression-processor.ts';
import type { Expression } from '../../feel/expression.ts';
import type { Interval } from '../../feel/interval.ts';
import type { ZonedDateTime } from '../../feel/temporal.ts';
import type { FeelValue } from '../../feel/value.ts';
import type { TimerDefinition } from '../../model/executable.ts';
import type { VariableState } from '../../state/variable-state.ts';
import { readValue } from '../../variable/value-text.ts';
import { evaluateTimer } from '../../timer/timer.ts';
import type { Timer } from '../../timer/timer.ts';
import { Failure } from '../failure.ts';
import { RememberedLists } from './remembered-lists.ts';

/** Names that hide variables for one evaluation (a loop's counters). undefined: not hidden. */
export type LocalNames = (name: string) => unknown;

type Evaluate<T> = (
  expression: Expression,
  lookup: (name: string) => unknown,
  now: () => number,
) => Evaluated<T>;

/**
 * Evaluates expressions in a scope: a name is looked up there and upwards, when it is needed.
 * A scope key below 0 knows no variables. Failures carry the scope.
 * Source: zeebe/engine, `processing/common/ExpressionProcessor.java`.
 */
export class Expressions {
  private readonly variables: VariableState;
  private readonly now: () => number;
  private readonly parsed = new Map<string, unknown>();
  private readonly lists = new RememberedLists();

  constructor(variables: VariableState, clock: Clock) {
    this.variables = variables;
    this.now = () => clock.now();
  }

  string(expression: Expression, scopeKey: number): string | Failure {
    const { staticValue } = expression;
    if (expression.isStatic && typeof staticValue === 'string') return staticValue;
    return this.evaluate(evaluateString, expression, scopeKey);
  }

  number(expression: Expression, scopeKey: number): number | Failure {
    const { staticValue } = expression;
    if (expression.isStatic && typeof staticValue === 'number') return Math.trunc(staticValue);
    return this.evaluate(evaluateNumber, expression, scopeKey);
  }

  boolean(expression: Expression, scopeKey: number, local?: LocalNames): boolean | Failure {
    return this.evaluate(evaluateBoolean, expression, scopeKey, local);
  }

  /** Any result, as JSON. */
  any(expression: Expression, scopeKey: number): JsonValue | Failure {
    return this.evaluate(evaluateAny, expression, scopeKey);
  }

  array(expression: Expression, scopeKey: number): readonly JsonValue[] | Failure {
    return this.evaluate(evaluateArray, expression, scopeKey);
  }

  /** A list whose items are not made JSON yet: a loop reads one of them at a time. */
  items(expression: Expression, scopeKey: number): readonly FeelValue[] | Failure {
    const result = this.lists.get(
      expression,
      (name) => this.findText(scopeKey, name),
      this.now,
      (find, now) => evaluateList(expression, (name) => this.valueOf(find(name)), now),
    );
    if (result.ok) return result.value;
    return new Failure(result.failure.message, result.failure.errorType, scopeKey);
  }

  strings(expression: Expression, scopeKey: number): readonly string[] | Failure {
    return this.evaluate(evaluateArrayOfStrings, expression, scopeKey);
  }

  dateTime(expression: Expression, scopeKey: number): ZonedDateTime | Failure {
    return this.evaluate(evaluateDateTime, expression, scopeKey);
  }

  nullableDateTime(expression: Expression, scopeKey: number): ZonedDateTime | null | Failure {
    return this.evaluate(evaluateNullableDateTime, expression, scopeKey);
  }

  interval(expression: Expression, scopeKey: number): Interval | Failure {
    return this.evaluate(evaluateInterval, expression, scopeKey);
  }

  /** A timer definition's timer. */
  timer(definition: TimerDefinition, scopeKey: number): Timer | Failure {
    const result = evaluateTimer(
      definition,
      (name) => this.lookUp(scopeKey, name, undefined),
      this.now,
    );
    if (result.ok) return result.value;
    return new Failure(result.failure.message, result.failure.errorType, scopeKey);
  }

  correlationKey(expression: Expression, scopeKey: number): string | Failure {
    return this.evaluate(evaluateCorrelationKey, expression, scopeKey);
  }

  /** The variables that an input or output mapping makes. */
  mapping(expression: Expression, scopeKey: number): Readonly<Record<string, JsonValue>> | Failure {
    return this.evaluate(evaluateVariableMapping, expression, scopeKey);
  }

  private evaluate<T>(
    evaluate: Evaluate<T>,
    expression: Expression,
    scopeKey: number,
    local?: LocalNames,
  ): T | Failure {
    const result = evaluate(expression, (name) => this.lookUp(scopeKey, name, local), this.now);
    if (result.ok) return result.value;
    return new Failure(result.failure.message, result.failure.errorType, scopeKey);
  }

  private lookUp(scopeKey: number, name: string, local: LocalNames | undefined): unknown {
    const own = local?.(name);
    if (own !== undefined) return own;
    return this.valueOf(this.findText(scopeKey, name));
  }

  private findText(scopeKey: number, name: string): string | undefined {
    return scopeKey < 0 ? undefined : this.variables.find(scopeKey, name);
  }

  private valueOf(text: string | undefined): unknown {
    return text === undefined ? undefined : this.parse(text);
  }

  /** Large values are parsed once for the many expressions of a loop that read them. */
  private parse(text: string): unknown {
    if (text.length < MIN_CACHED_CHARS) return readValue(text);
    const known = this.parsed.get(text);
    if (known !== undefined) return known;
    const value = readValue(text);
    if (this.parsed.size >= MAX_CACHED_VALUES) this.parsed.clear();
    this.parsed.set(text, value);
    return value;
  }
}

const MIN_CACHED_CHARS = 256;
const MAX_CACHED_VALUES = 16;
