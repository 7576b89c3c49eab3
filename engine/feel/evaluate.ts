import type { CompiledFeel } from './compile.ts';
import { Decimal, exact, isWhole, lowBits, toNumber } from './decimal.ts';
import type { FeelNumber } from './decimal.ts';
import { Environment } from './environment.ts';
import type { Run, VariableLookup, Warning } from './environment.ts';
import type { Expression } from './expression.ts';
import {
  FeelDate,
  LocalDateTime,
  LocalTime,
  MonthsDuration,
  TimeDuration,
  ZonedDateTime,
  ZonedTime,
} from './temporal.ts';
import { Context, entriesOf, isContext, RawValue, setEntry } from './context.ts';
import type { FunctionMap } from './context.ts';
import { FeelError, FeelException, isNumber } from './value.ts';
import type { FeelValue } from './value.ts';

/** A JSON value. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Source: expression-language/.../ResultType.java */
export type ResultType =
  | 'UNKNOWN'
  | 'NULL'
  | 'BOOLEAN'
  | 'NUMBER'
  | 'STRING'
  | 'DURATION'
  | 'PERIOD'
  | 'DATE'
  | 'DATE_TIME'
  | 'ARRAY'
  | 'OBJECT';

export type EvaluationResult =
  | {
      readonly ok: true;
      readonly type: ResultType;
      readonly value: FeelValue;
      readonly warnings: readonly Warning[];
    }
  | { readonly ok: false; readonly message: string; readonly warnings: readonly Warning[] };

const LONG_LIMIT = 2 ** 63;
const NO_WARNINGS: readonly Warning[] = [];

/**
 * Evaluates an expression, static or FEEL. `lookup` is asked for a variable when the expression
 * needs it; `clock` answers epoch milliseconds.
 * Failures: text that can't be parsed; `assert` not met; `?` outside of unary tests; a builtin
 * that throws in feel-scala, like a substring out of bounds.
 * Source: FeelExpressionLanguage.java, feel-scala FeelEngine.scala
 */
export function evaluate(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): EvaluationResult {
  if (expression.isStatic) {
    const value = expression.staticValue;
    const type = typeof value === 'number' ? 'NUMBER' : 'STRING';
    return { ok: true, type, value, warnings: NO_WARNINGS };
  }
  if (expression.compiled === null) {
    return { ok: false, message: expression.failure ?? '', warnings: NO_WARNINGS };
  }
  return evaluateCompiled(expression.compiled, expression.source, lookup, clock);
}

/** Evaluates compiled FEEL; `text` is what messages call it, `functions` are known too. */
export function evaluateCompiled(
  compiled: CompiledFeel,
  text: string,
  lookup: VariableLookup,
  clock: () => number,
  functions: FunctionMap | null = null,
): EvaluationResult {
  const run: Run = { lookup, clock, functions, warnings: null };
  let value: FeelValue;
  try {
    value = compiled.node(new Environment(run));
  } catch (error) {
    if (!(error instanceof FeelException)) throw error;
    return fail(`failed to evaluate expression '${text}' : ${error.thrown}`, NO_WARNINGS);
  }
  const warnings = run.warnings ?? NO_WARNINGS;
  const assertion = warnings.find((warning) => warning.type === 'ASSERT_FAILURE');
  if (assertion !== undefined) {
    const what = `Assertion failure on evaluate the expression '${text}'`;
    return fail(`${what}: ${assertion.message}`, warnings);
  }
  if (value instanceof FeelError) {
    return fail(`failed to evaluate expression '${text}': ${value.message}`, warnings);
  }
  return { ok: true, type: resultType(value), value, warnings };
}

function fail(message: string, warnings: readonly Warning[]): EvaluationResult {
  return { ok: false, message, warnings };
}

/** Zeebe's name for the type of a result. Times, functions and ranges are UNKNOWN. */
export function resultType(value: FeelValue): ResultType {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'string') return 'STRING';
  if (isNumber(value)) return 'NUMBER';
  if (Array.isArray(value)) return 'ARRAY';
  if (value instanceof TimeDuration) return 'DURATION';
  if (value instanceof MonthsDuration) return 'PERIOD';
  if (value instanceof FeelDate) return 'DATE';
  if (value instanceof ZonedDateTime || value instanceof LocalDateTime) return 'DATE_TIME';
  return isContext(value) ? 'OBJECT' : 'UNKNOWN';
}

/**
 * The result as JSON, as it goes into a variable: temporal values become java.time's texts,
 * decimals doubles, functions and ranges null. JSON that came from variables stays the same
 * object. Source: FeelToMessagePackTransformer.scala
 */
export function toJson(value: FeelValue): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Math.abs(value) < LONG_LIMIT ? value + 0 : longOf(value);
    default:
      return value === null ? null : objectToJson(value);
  }
}

/** A whole number's low 64 bits; beyond a double's reach a decimal, which `writeValue` writes. */
function longOf(value: FeelNumber): JsonValue {
  return exact(lowBits(value, 64), 0) as unknown as JsonValue;
}

function objectToJson(value: Exclude<FeelValue, null | string | boolean | number>): JsonValue {
  if (Array.isArray(value)) return listToJson(value as readonly FeelValue[]);
  if (value instanceof Decimal) {
    return isWhole(value) ? longOf(value) : toNumber(value);
  }
  if (
    value instanceof FeelDate ||
    value instanceof LocalTime ||
    value instanceof ZonedTime ||
    value instanceof LocalDateTime ||
    value instanceof ZonedDateTime ||
    value instanceof MonthsDuration ||
    value instanceof TimeDuration
  ) {
    return value.toJava();
  }
  if (value instanceof Context) return contextToJson(value);
  return isContext(value) ? (value as JsonValue) : null;
}

function listToJson(list: readonly FeelValue[]): JsonValue {
  let copy: JsonValue[] | null = null;
  for (let i = 0; i < list.length; i += 1) {
    const item = list[i] ?? null;
    const json = toJson(item);
    // Only the first item that isn't JSON already makes a copy worth its price.
    if (copy === null && json !== item) copy = list.slice(0, i) as JsonValue[];
    copy?.push(json);
  }
  return copy ?? (list as readonly JsonValue[]);
}

function contextToJson(context: Context): JsonValue {
  const json: Record<string, JsonValue> = {};
  for (const [key, value] of entriesOf(context)) {
    setEntry(json, key, toJson(value instanceof RawValue ? value.value : value));
  }
  return json;
}
