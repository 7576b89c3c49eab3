import type { VariableLookup } from './environment.ts';
import { evaluate, toJson } from './evaluate.ts';
import type { EvaluationResult, JsonValue, ResultType } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { lowBits, toNumber } from './decimal.ts';
import {
  LocalDateTime,
  MonthsDuration,
  NANOS_PER_SECOND,
  TimeDuration,
  ZonedDateTime,
} from './temporal.ts';
import { atPlace, parseDateTime } from './temporal-parse.ts';
import { parseInterval } from './interval.ts';
import type { Interval } from './interval.ts';
import { isContext } from './context.ts';
import { isList, isNumber } from './value.ts';
import type { FeelValue } from './value.ts';

/**
 * Evaluates expressions to the type that an attribute wants, with the messages that Zeebe's
 * incidents bear. All are synchronous and change nothing.
 * Source: engine/.../processing/common/ExpressionProcessor.java
 */
export interface ExpressionFailure {
  readonly message: string;
  readonly errorType: 'EXTRACT_VALUE_ERROR' | 'IO_MAPPING_ERROR';
}

export type Evaluated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ExpressionFailure };

type Success = Extract<EvaluationResult, { ok: true }>;

/** Failures: the evaluation's own; a result that is no string. */
export function evaluateString(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<string> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  if (typeof result.value !== 'string') return wrongType(expression, result, 'STRING');
  return { ok: true, value: result.value };
}

/** A number cut to a whole one, as `Number.longValue`. */
export function evaluateNumber(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<number> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  if (!isNumber(result.value)) return wrongType(expression, result, 'NUMBER');
  return { ok: true, value: Math.trunc(toNumber(result.value)) };
}

/** Failures: the evaluation's own; a result that is no boolean. */
export function evaluateBoolean(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<boolean> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  if (typeof result.value !== 'boolean') return wrongType(expression, result, 'BOOLEAN');
  return { ok: true, value: result.value };
}

/** Any result, as JSON. */
export function evaluateAny(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<JsonValue> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  return { ok: true, value: toJson(result.value) };
}

/** A list of JSON values. */
export function evaluateArray(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<readonly JsonValue[]> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  if (!isList(result.value)) return wrongType(expression, result, 'ARRAY');
  return { ok: true, value: toJson(result.value) as readonly JsonValue[] };
}

/** A list as FEEL values; `toJson` makes JSON of an item. */
export function evaluateList(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<readonly FeelValue[]> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  if (!isList(result.value)) return wrongType(expression, result, 'ARRAY');
  return { ok: true, value: result.value };
}

/** A list of strings. */
export function evaluateArrayOfStrings(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<readonly string[]> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  if (!isList(result.value)) return wrongType(expression, result, 'ARRAY');
  const strings = result.value.filter((item) => typeof item === 'string');
  if (strings.length === result.value.length) return { ok: true, value: strings };
  return failed(
    result,
    `Expected result of the expression '${expression.source}' to be 'ARRAY' containing ` +
      `'STRING' items, but was 'ARRAY' containing at least one non-'STRING' item.`,
  );
}

/** A point in time, from a date-time or its text. */
export function evaluateDateTime(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<ZonedDateTime> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  const known = dateTimeOf(result);
  if (known !== null) return { ok: true, value: known };
  if (typeof result.value !== 'string') {
    return wrongType(expression, result, '[DATE_TIME, STRING]');
  }
  return dateTimeOfText(expression, result, result.value);
}

/** As `evaluateDateTime`, but null and the empty string are null. */
export function evaluateNullableDateTime(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<ZonedDateTime | null> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  if (result.value === null || result.value === '') return { ok: true, value: null };
  const known = dateTimeOf(result);
  if (known !== null) return { ok: true, value: known };
  if (typeof result.value !== 'string') {
    return wrongType(expression, result, '[NULL, DATE_TIME, STRING]');
  }
  return dateTimeOfText(expression, result, result.value);
}

function dateTimeOf(result: Success): ZonedDateTime | null {
  if (result.value instanceof ZonedDateTime) return result.value;
  if (!(result.value instanceof LocalDateTime)) return null;
  return atPlace(result.value, Intl.DateTimeFormat().resolvedOptions().timeZone);
}

function dateTimeOfText(
  expression: Expression,
  result: Success,
  text: string,
): Evaluated<ZonedDateTime> {
  const value = parseIsoDateTime(text);
  if (value !== null) return { ok: true, value };
  const what = `Invalid date-time format '${text}' for expression '${expression.source}'.`;
  return failed(result, what);
}

/** `ZonedDateTime.parse`: an offset is needed, `[Zone/Id]` may follow it. null: not parseable. */
export function parseIsoDateTime(text: string): ZonedDateTime | null {
  const match = /^(.*?)(Z|[+-]\d{2}(?::\d{2}(?::\d{2})?)?)(?:\[([^\]]+)\])?$/i.exec(text);
  if (match === null) return null;
  const local = parseDateTime((match[1] ?? '').toUpperCase());
  if (!(local instanceof LocalDateTime) || !/t/i.test(text)) return null;
  const offset = (match[2] ?? '')
    .slice(0, 6)
    .toUpperCase()
    .replace(/^[+-]\d\d$/, '$&:00');
  const fixed = parseDateTime(`${local.toString()}${offset}`);
  if (!(fixed instanceof ZonedDateTime) || match[3] === undefined) {
    return fixed instanceof ZonedDateTime ? fixed : null;
  }
  const zoned = parseDateTime(`${local.toString()}@${match[3]}`);
  if (!(zoned instanceof ZonedDateTime)) return null;
  if (zoned.epochMs === fixed.epochMs) return zoned;
  // An offset that isn't the zone's decides the instant.
  const seconds = Math.floor(fixed.epochMs / 1000);
  return ZonedDateTime.ofEpochSeconds(seconds, fixed.nanos % NANOS_PER_SECOND, zoned.zone, 0);
}

/** A duration or a period, or the text of one. */
export function evaluateInterval(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<Interval> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  const { value } = result;
  if (value instanceof TimeDuration) {
    return { ok: true, value: { months: 0, days: 0, ms: value.totalMs } };
  }
  if (value instanceof MonthsDuration) {
    return { ok: true, value: { months: value.months, days: 0, ms: 0 } };
  }
  if (typeof value !== 'string') {
    return wrongType(expression, result, '[DURATION, PERIOD, STRING]');
  }
  const interval = parseInterval(value);
  if (interval !== null) return { ok: true, value: interval };
  const what = `Invalid duration format '${value}' for expression '${expression.source}'.`;
  return failed(result, what);
}

/** A correlation key: a string, or a number cut to a whole one. */
export function evaluateCorrelationKey(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<string> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return failed(result, result.message);
  if (typeof result.value === 'string') return { ok: true, value: result.value };
  if (isNumber(result.value)) {
    return { ok: true, value: String(lowBits(result.value, 64)) };
  }
  return failed(
    result,
    `Failed to extract the correlation key for '${expression.source}': ` +
      `The value must be either a string or a number, but was '${result.type}'.`,
  );
}

/** The variables of an input or output mapping. Failures are IO_MAPPING_ERROR. */
export function evaluateVariableMapping(
  expression: Expression,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<Readonly<Record<string, JsonValue>>> {
  const result = evaluate(expression, lookup, clock);
  if (!result.ok) return asMappingFailure(failed(result, result.message));
  if (!isContext(result.value)) {
    return asMappingFailure(wrongType(expression, result, 'OBJECT'));
  }
  return { ok: true, value: toJson(result.value) as Readonly<Record<string, JsonValue>> };
}

function asMappingFailure<T>(result: Evaluated<T>): Evaluated<T> {
  if (result.ok) return result;
  return { ok: false, failure: { ...result.failure, errorType: 'IO_MAPPING_ERROR' } };
}

function wrongType<T>(
  expression: Expression,
  result: Success,
  wanted: ResultType | `[${string}]`,
): Evaluated<T> {
  const wish = wanted.startsWith('[') ? `one of '${wanted}'` : `'${wanted}'`;
  return failed(
    result,
    `Expected result of the expression '${expression.source}' to be ${wish}, ` +
      `but was '${result.type}'.`,
  );
}

function failed<T>(result: EvaluationResult, message: string): Evaluated<T> {
  const warnings = result.warnings.map((warning) => `[${warning.type}] ${warning.message}`);
  const block =
    warnings.length === 0
      ? ''
      : ` The evaluation reported the following warnings:\n${warnings.join('\n')}`;
  const failure: ExpressionFailure = {
    message: message + block,
    errorType: 'EXTRACT_VALUE_ERROR',
  };
  return { ok: false, failure };
}
