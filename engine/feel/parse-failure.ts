import { fullExpression, fullUnaryExpression } from './traced-grammar.ts';
import { literalize, ParsingRun, render, TooManySteps } from './traced-parser.ts';

/**
 * The message for a text that is no FEEL expression (or no unary tests), in feel-scala's words and
 * layout: `failed to parse expression '…': Expected (…):line:column, found "…"`, where the
 * parentheses list what could have been read there. A text that is nested too deep to be told about
 * gives a StackOverflowError's text.
 * Source: feel-scala FeelEngine.scala (parse), fastparse Parsed.scala (`aggregateMsg`)
 */
export function describeParseFailure(text: string, isUnaryTests: boolean): string {
  return `failed to parse expression '${text}': ${expectation(text, isUnaryTests)}`;
}

function expectation(text: string, isUnaryTests: boolean): string {
  const rule = isUnaryTests ? fullUnaryExpression : fullExpression;
  try {
    const first = new ParsingRun(text, -1);
    rule(first);
    const traced = new ParsingRun(text, first.index);
    rule(traced);
    const { index } = first;
    const found = literalize(text.slice(index, index + SHOWN_CHARS));
    return `Expected ${render(traced.aggregateMsgs)}:${placeOf(text, index)}, found ${found}`;
  } catch (error) {
    if (error instanceof TooManySteps || error instanceof RangeError) {
      return 'java.lang.StackOverflowError';
    }
    throw error;
  }
}

const SHOWN_CHARS = 10;

/** Line and column, counted from 1. A line ends with `\n`, `\r`, or both. */
function placeOf(text: string, index: number): string {
  const before = text.slice(0, index).split(/\r\n|\n\r|\n|\r/);
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
