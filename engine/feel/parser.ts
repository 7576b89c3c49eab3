import { skipWhitespace } from './lexical.ts';
import type { ArithmeticOperator, ComparisonOperator, Exp, Iterator, RangeExp } from './syntax.ts';
import { ValueParser } from './value-parser.ts';

/**
 * Parses FEEL as feel-scala's grammar does: ordered choices that give back what they read, no
 * word boundaries between key words and names. Oddities of that grammar are kept on purpose, for
 * a model must read the same on both brokers.
 *
 * Every rule moves `at` forward and answers a node, or puts `at` back and answers null.
 * Source: feel-scala FeelParser.scala
 */
export class FeelParser extends ValueParser {
  /** The whole text as an expression; null when it isn't one. */
  parseExpression(): Exp | null {
    return this.whole(() => this.expression());
  }

  /** The whole text as unary tests (an input entry of a decision table). */
  parseUnaryTests(): Exp | null {
    return this.whole(() => this.unaryTests());
  }

  protected whole(rule: () => Exp | null): Exp | null {
    this.at = skipWhitespace(this.text, 0);
    const node = rule();
    const end = skipWhitespace(this.text, this.at);
    return node !== null && end === this.text.length ? node : null;
  }

  // --- expressions

  protected expression(): Exp | null {
    return this.memoized('e', () => {
      this.skip();
      return this.if() ?? this.for() ?? this.quantified() ?? this.disjunction();
    });
  }

  protected if(): Exp | null {
    return this.attempt(() => {
      if (!this.token('if')) return null;
      const condition = this.expression();
      if (condition === null || !this.token('then')) return null;
      const then = this.expression();
      if (then === null || !this.token('else')) return null;
      const otherwise = this.expression();
      return otherwise === null ? null : { kind: 'if', condition, then, else: otherwise };
    });
  }

  protected for(): Exp | null {
    return this.attempt(() => {
      if (!this.token('for')) return null;
      const iterators = this.list(() => this.iterator(), 1);
      if (iterators === null || !this.token('return')) return null;
      const body = this.expression();
      return body === null ? null : { kind: 'for', iterators, body };
    });
  }

  protected quantified(): Exp | null {
    return this.attempt(() => {
      const kind = this.tokenOf(['some', 'every']);
      if (kind === null) return null;
      const iterators = this.list(() => this.iterator(), 1);
      if (iterators === null || !this.token('satisfies')) return null;
      const condition = this.expression();
      return condition === null ? null : { kind, iterators, condition };
    });
  }

  protected iterator(): Iterator | null {
    this.skip();
    const name = this.name();
    if (name === null || !this.token('in')) return null;
    const list = this.iterationContext() ?? this.value();
    return list === null ? null : [name, list];
  }

  protected iterationContext(): Exp | null {
    return this.attempt(() => {
      const start = this.math();
      if (start === null || !this.token('..')) return null;
      const end = this.math();
      return end === null ? null : { kind: 'iterationContext', start, end };
    });
  }

  protected disjunction(): Exp | null {
    return this.chain('or', () => this.conjunction(), 'anyOf');
  }

  protected conjunction(): Exp | null {
    return this.chain('and', () => this.comparisonLevel(), 'allOf');
  }

  protected chain(word: string, rule: () => Exp | null, kind: 'anyOf' | 'allOf'): Exp | null {
    let base = this.attempt(rule);
    while (base !== null) {
      const next = this.attempt(() => (this.token(word) ? rule() : null));
      if (next === null) return base;
      base = { kind, items: [base, next] };
    }
    return null;
  }

  protected comparisonLevel(): Exp | null {
    const x = this.math();
    if (x === null) return this.simplePositiveUnaryTest();
    return this.binaryComparison(x) ?? this.between(x) ?? this.instanceOf(x) ?? this.in(x) ?? x;
  }

  protected binaryComparison(x: Exp): Exp | null {
    return this.attempt(() => {
      const operator = this.tokenOf(['<=', '>=', '<', '>', '!=', '=']);
      if (operator === null) return null;
      const y = this.math();
      if (y === null) return null;
      if (operator === '=') return { kind: 'equal', x, y };
      if (operator === '!=') return { kind: 'not', x: { kind: 'equal', x, y } };
      return { kind: 'compare', operator, x, y };
    });
  }

  protected between(x: Exp): Exp | null {
    return this.attempt(() => {
      if (!this.token('between')) return null;
      const low = this.math();
      if (low === null || !this.token('and')) return null;
      const high = this.math();
      if (high === null) return null;
      const above: Exp = { kind: 'compare', operator: '>=', x, y: low };
      const below: Exp = { kind: 'compare', operator: '<=', x, y: high };
      return { kind: 'allOf', items: [above, below] };
    });
  }

  protected instanceOf(x: Exp): Exp | null {
    return this.attempt(() => {
      if (!this.token('instance') || !this.token('of')) return null;
      const special = this.tokenOf([
        'years and months duration',
        'days and time duration',
        'date and time',
        'function',
      ]);
      const type = special ?? this.qualifiedName()?.join('.') ?? null;
      return type === null ? null : { kind: 'instanceOf', x, type };
    });
  }

  protected in(x: Exp): Exp | null {
    return this.attempt(() => {
      if (!this.token('in')) return null;
      const tests = this.attempt(() => {
        if (!this.token('(')) return null;
        const inner = this.positiveUnaryTests();
        return inner !== null && this.token(')') ? inner : null;
      });
      const test = tests ?? this.positiveUnaryTest();
      return test === null ? null : { kind: 'in', x, test };
    });
  }

  // --- arithmetic

  protected math(): Exp | null {
    return this.memoized('m', () =>
      this.arithmetic(['+', '-'], () =>
        this.arithmetic(['*', '/'], () => this.arithmetic(['**'], () => this.negationLevel())),
      ),
    );
  }

  protected arithmetic(
    operators: readonly ArithmeticOperator[],
    rule: () => Exp | null,
  ): Exp | null {
    let base = this.attempt(rule);
    while (base !== null) {
      const x: Exp = base;
      const next: Exp | null = this.attempt(() => {
        const operator = this.tokenOf(operators);
        if (operator === null) return null;
        const y = rule();
        return y === null ? null : { kind: 'arithmetic', operator, x, y };
      });
      if (next === null) return base;
      base = next;
    }
    return null;
  }

  protected negationLevel(): Exp | null {
    this.skip();
    if (!this.token('-')) return this.value();
    const x = this.value();
    return x === null ? null : { kind: 'negation', x };
  }

  // --- unary tests

  protected unaryTests(): Exp | null {
    return this.unaryNegation() ?? this.positiveUnaryTests() ?? this.anyInput();
  }

  protected unaryNegation(): Exp | null {
    return this.attempt(() => {
      if (!this.token('not') || !this.token('(')) return null;
      const x = this.positiveUnaryTests();
      return x !== null && this.token(')') ? { kind: 'not', x } : null;
    });
  }

  protected anyInput(): Exp | null {
    return this.token('-') ? { kind: 'constant', value: true } : null;
  }

  protected positiveUnaryTests(): Exp | null {
    const tests = this.list(() => this.positiveUnaryTest(), 1);
    if (tests === null) return null;
    return tests.length === 1 && tests[0] ? tests[0] : { kind: 'anyOf', items: tests };
  }

  protected positiveUnaryTest(): Exp | null {
    const boolean = this.attempt(() => {
      const x = this.boolean();
      const atEnd = skipWhitespace(this.text, this.at) === this.text.length;
      return x !== null && atEnd ? x : null;
    });
    if (boolean !== null) return { kind: 'inputEqual', x: boolean };
    const simple = this.simplePositiveUnaryTest();
    if (simple !== null) return simple;
    const x = this.expression();
    return x === null ? null : { kind: 'unaryTest', x };
  }

  protected simplePositiveUnaryTest(): Exp | null {
    const comparison = this.attempt((): Exp | null => {
      const operator: ComparisonOperator | null = this.tokenOf(['<=', '>=', '<', '>']);
      if (operator === null) return null;
      const x = this.math();
      return x === null ? null : { kind: 'inputCompare', operator, x };
    });
    if (comparison !== null) return comparison;
    const range = this.range();
    return range === null ? null : { kind: 'inputInRange', range };
  }

  protected range(): RangeExp | null {
    return this.attempt(() => {
      const open = this.tokenOf(['(', ']', '[']);
      if (open === null) return null;
      const start = this.math();
      if (start === null || !this.token('..')) return null;
      const end = this.math();
      const close = end === null ? null : this.tokenOf([')', '[', ']']);
      if (end === null || close === null) return null;
      const startClosed = open === '[';
      return { kind: 'range', start, startClosed, end, endClosed: close === ']' };
    });
  }
}
