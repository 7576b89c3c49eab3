import type { FeelNumber } from './decimal.ts';
import type { FeelValue } from './value.ts';

/** The syntax tree of a FEEL expression. Source: feel-scala Exp.scala */
export type Exp =
  | { kind: 'constant'; value: FeelValue }
  | { kind: 'number'; value: FeelNumber }
  | { kind: 'input' }
  | { kind: 'list'; items: Exp[] }
  | { kind: 'context'; entries: [key: string, value: Exp][] }
  | RangeExp
  | { kind: 'inputEqual'; x: Exp }
  | { kind: 'inputCompare'; operator: ComparisonOperator; x: Exp }
  | { kind: 'inputInRange'; range: RangeExp }
  | { kind: 'unaryTest'; x: Exp }
  | { kind: 'arithmetic'; operator: ArithmeticOperator; x: Exp; y: Exp }
  | { kind: 'negation'; x: Exp }
  | { kind: 'equal'; x: Exp; y: Exp }
  | { kind: 'compare'; operator: ComparisonOperator; x: Exp; y: Exp }
  | { kind: 'anyOf'; items: Exp[] }
  | { kind: 'allOf'; items: Exp[] }
  | { kind: 'not'; x: Exp }
  | { kind: 'if'; condition: Exp; then: Exp; else: Exp }
  | { kind: 'in'; x: Exp; test: Exp }
  | { kind: 'instanceOf'; x: Exp; type: string }
  | { kind: 'ref'; names: string[] }
  | { kind: 'path'; x: Exp; key: string }
  | { kind: 'some'; iterators: Iterator[]; condition: Exp }
  | { kind: 'every'; iterators: Iterator[]; condition: Exp }
  | { kind: 'for'; iterators: Iterator[]; body: Exp }
  | { kind: 'filter'; list: Exp; filter: Exp }
  | { kind: 'iterationContext'; start: Exp; end: Exp }
  | { kind: 'call'; name: string; params: CallParams }
  | { kind: 'qualifiedCall'; path: Exp; name: string; params: CallParams }
  | { kind: 'function'; params: string[]; body: Exp }
  | { kind: 'external' };

export interface RangeExp {
  kind: 'range';
  start: Exp;
  startClosed: boolean;
  end: Exp;
  endClosed: boolean;
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '**';
export type ComparisonOperator = '<' | '<=' | '>' | '>=';
export type Iterator = [name: string, list: Exp];

export type CallParams =
  { kind: 'positional'; items: Exp[] } | { kind: 'named'; items: Map<string, Exp> };

/** Whether a word stands anywhere in an expression: a kind, a name or a text. */
export function mentions(exp: Exp, word: string): boolean {
  const text = JSON.stringify(exp, (_key, value: unknown) =>
    typeof value === 'bigint' ? '' : value instanceof Map ? [...value] : value,
  );
  return text.includes(JSON.stringify(word));
}
