import { expect } from 'chai';
import {
  evaluateArrayOfStrings,
  evaluateBoolean,
  evaluateCorrelationKey,
  evaluateInterval,
  evaluateNullableDateTime,
  evaluateString,
  evaluateVariableMapping,
} from '../../../engine/feel/expression-processor.ts';
import type { Evaluated } from '../../../engine/feel/expression-processor.ts';
import { parseExpression } from '../../../engine/feel/expression.ts';

type Evaluate<T> = (
  expression: ReturnType<typeof parseExpression>,
  lookup: (name: string) => unknown,
  clock: () => number,
) => Evaluated<T>;

function run<T>(evaluate: Evaluate<T>, text: string, variables: Record<string, unknown> = {}) {
  return evaluate(
    parseExpression(text),
    (name) => variables[name],
    () => 0,
  );
}

/** expression, variables → the message that the incident bears */
const REFUSALS: readonly [Evaluate<unknown>, string, Record<string, unknown>, string][] = [
  [
    evaluateBoolean,
    '=x',
    {},
    "Expected result of the expression 'x' to be 'BOOLEAN', but was 'NULL'. " +
      "The evaluation reported the following warnings:\n[NO_VARIABLE_FOUND] No variable found with name 'x'",
  ],
  [
    evaluateString,
    '=x',
    { x: 1 },
    "Expected result of the expression 'x' to be 'STRING', but was 'NUMBER'.",
  ],
  [
    evaluateCorrelationKey,
    '=x',
    { x: true },
    "Failed to extract the correlation key for 'x': The value must be either a string or a number, but was 'BOOLEAN'.",
  ],
  [evaluateInterval, '=x', { x: 'soon' }, "Invalid duration format 'soon' for expression 'x'."],
  [
    evaluateNullableDateTime,
    '=x',
    { x: 5 },
    "Expected result of the expression 'x' to be one of '[NULL, DATE_TIME, STRING]', but was 'NUMBER'.",
  ],
  [
    evaluateArrayOfStrings,
    '=x',
    { x: ['a', 1] },
    "Expected result of the expression 'x' to be 'ARRAY' containing 'STRING' items, but was 'ARRAY' containing at least one non-'STRING' item.",
  ],
];

describe('engine/feel expression processor', () => {
  for (const [evaluate, text, variables, message] of REFUSALS) {
    it(`refuses ${text} of ${JSON.stringify(variables)} for ${evaluate.name}`, () => {
      const result = run(evaluate, text, variables);
      expect(result).to.deep.equal({
        ok: false,
        failure: { message, errorType: 'EXTRACT_VALUE_ERROR' },
      });
    });
  }

  it('takes numbers as correlation keys', () => {
    expect(run(evaluateCorrelationKey, '=x', { x: 12.7 })).to.deep.equal({ ok: true, value: '12' });
  });

  it('takes null and the empty text for no date', () => {
    expect(run(evaluateNullableDateTime, '=x', {})).to.deep.equal({ ok: true, value: null });
    expect(run(evaluateNullableDateTime, '=x', { x: '' })).to.deep.equal({ ok: true, value: null });
  });

  it('names a failing mapping IO_MAPPING_ERROR', () => {
    const result = run(evaluateVariableMapping, '=[1]');
    expect(result.ok).to.equal(false);
    if (!result.ok) expect(result.failure.errorType).to.equal('IO_MAPPING_ERROR');
  });
});
