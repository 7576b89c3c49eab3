import { isNameStart, isNamePart, isWhitespaceChar } from './lexical.ts';
import {
  chars,
  choice,
  literal,
  named,
  not,
  optional,
  sequence,
  stringIn,
} from './traced-parser.ts';
import type { ParsingRun, Rule } from './traced-parser.ts';
import { repeat, separated } from './traced-repetition.ts';

/**
 * What FEEL's rules are made of: whitespace, names, texts, numbers, dates.
 * Source: feel-scala FeelParser.scala (common parsers, literals), FeelWhitespace.scala
 */

/** Whitespace and comments; an open block comment fails for good. */
export function whitespace(run: ParsingRun): void {
  const { input } = run;
  let at = run.index;
  for (;;) {
    while (at < input.length && isWhitespaceChar(input, at)) at += 1;
    if (input.startsWith('//', at)) {
      const line = input.indexOf('\n', at + 2);
      at = line === -1 ? input.length : line + 1;
    } else if (input.startsWith('/*', at)) {
      const close = input.indexOf('*/', at + 2);
      if (close === -1) {
        run.cut = true;
        run.fail(input.length);
        run.reportTerminal(input.length, [() => '"*/"']);
        return;
      }
      at = close + 2;
    } else {
      // feel-scala reports before it succeeds, and at the character after a lone slash.
      run.reportTerminal(input[at] === '/' ? at + 1 : at, []);
      run.succeed(at);
      return;
    }
  }
}

export const spaced = (...rules: readonly Rule[]): Rule => sequence(whitespace, ...rules);
export const tight = (...rules: readonly Rule[]): Rule => sequence(null, ...rules);
export const commaList = (min: number, rule: Rule): Rule =>
  separated(whitespace, min, literal(','), rule);
export const isDigit = (char: string): boolean => char >= '0' && char <= '9';

export const reservedWord = named(
  'reservedWord',
  stringIn(
    ...['null', 'true', 'false', 'function', 'in', 'return', 'then', 'else', 'satisfies'],
    ...['and', 'or'],
  ),
);
export const nameStart = named(
  'nameStart',
  chars('char-pred', (char) => isNameStart(char, 0)),
);
export const namePart = named(
  'namePart',
  chars('chars-while', (char) => isNamePart(char, 0), true),
);
export const identifier = named(
  'identifier',
  choice(
    tight(reservedWord, namePart),
    tight(optional(reservedWord), nameStart, optional(namePart)),
  ),
);
export const anyChar = chars('any-char', () => true);
export const escapedIdentifier = named(
  'escapedIdentifier',
  tight(literal('`'), repeat(null, 1, tight(not(literal('`')), anyChar)), literal('`')),
);
export const identifierWithWhitespaces = named(
  'identifierWithWhitespaces',
  tight(identifier, repeat(null, 1, tight(repeat(null, 1, literal(' ')), identifier))),
);
export const name = named('name', choice(identifier, escapedIdentifier));
export const valueProperty = named('valueProperty', literal('time offset'));
export const qualifiedName = named(
  'qualifiedName',
  separated(whitespace, 1, literal('.'), choice(valueProperty, name)),
);
export const stringWithQuotes = named(
  'stringWithQuotes',
  tight(
    literal('"'),
    repeat(null, 0, tight(choice(literal('\\'), not(literal('"'))), anyChar)),
    literal('"'),
  ),
);

export const digits = named('digits', chars('[0-9]', isDigit, true));
export const integral = named('integral', tight(chars('[0-9]', isDigit), optional(digits)));
export const fractional = named('fractional', tight(literal('.'), digits));
export const number = named(
  'number',
  tight(optional(literal('-')), choice(tight(integral, optional(fractional)), fractional)),
);
export const temporal = named(
  'temporal',
  choice(
    spaced(
      choice(literal('duration'), literal('date and time'), literal('date'), literal('time')),
      literal('('),
      stringWithQuotes,
      literal(')'),
    ),
    spaced(literal('@'), stringWithQuotes),
  ),
);
