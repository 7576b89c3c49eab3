import { expect } from 'chai';
import { parseExpression } from '../../../engine/feel/expression.ts';
import { evaluate, toJson } from '../../../engine/feel/evaluate.ts';
import { readValue, writeValue } from '../../../engine/variable/value-text.ts';

/** What Zeebe 8.5.8 made of a variable `x` by an input mapping: text, expression, result. */
const ROWS: readonly (readonly [text: string, expression: string, result: string])[] = [
  ['9223372036854775806', '=x', '9223372036854775806'],
  ['9223372036854775806', '=x + 1', '9223372036854775807'],
  ['-9223372036854775807', '=x - 1', '-9223372036854775808'],
  ['123456789012345678', '=x * 1.0', '123456789012345678'],
  ['1.7976931348623157E308', '=x / 2', '0'],
  ['{"b":1,"a":2,"b":3}', '=x', '{"b":1,"a":2,"b":3}'],
  ['{"b":1,"a":2,"b":3}', '=x.b', '3'],
  ['{"10":1,"9":1.0}', '=x', '{"10":1,"9":1.0}'],
  ['1.0', '=x', '1'],
  ['1.25E-7', '=x', '1.25E-7'],
  ['0.5', '=x', '0.5'],
];

describe('the value of a variable', () => {
  for (const [text, expression, expected] of ROWS) {
    it(`${text} gives ${expected} by ${expression}`, () => {
      const result = evaluate(
        parseExpression(expression),
        (name) => (name === 'x' ? readValue(text) : undefined),
        () => 0,
      );
      expect(result.ok).to.equal(true);
      if (result.ok) expect(writeValue(toJson(result.value))).to.equal(expected);
    });
  }
});
