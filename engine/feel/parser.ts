import { parseDecimal } from './decimal.ts';
import {
  isNamePart,
  isNameStart,
  RESERVED_WORDS,
  skipWhitespace,
  translateEscapes,
} from './lexical.ts';
import type { CallParams, ComparisonOperator, Exp, Iterator, RangeExp } from './syntax.ts';
import { parseTemporalCall } from './temporal-literal.ts';

/**
 * Parses FEEL as feel-scala's grammar does: ordered choices that give back what they read, no
 * word boundaries between key words and names. Oddities of that grammar are kept on purpose, for
 * a model must read the same on both brokers.
 *
 * Every rule moves `at` forward and answers a node, or puts `at` back and answers null.
 * Source: feel-scala FeelParser.scala
 */
export class FeelParser {
  readonly text: string;
  at = 0;
  /** Where the expression ended when something followed it; for the error message. */
  failedAt = 0;
  /** Whether what was read last, up to `failedAt`, was the right side of a comparison. */
  afterComparison = false;
  #comparedTo = -1;
  #memo = new Map<string, { node: Exp | null; end: number }>();

  constructor(text: string) {
    this.text = text;
  }

  /** The whole text as an expression; null when it isn't one, see `failedAt`. */
  parseExpression(): Exp | null {
    return this.#whole(() => this.#expression());
  }

  /** The whole text as unary tests (an input entry of a decision table). */
  parseUnaryTests(): Exp | null {
    return this.#whole(() => this.#unaryTests());
  }

  #whole(rule: () => Exp | null): Exp | null {
    this.at = skipWhitespace(this.text, 0);
    const node = rule();
    const end = skipWhitespace(this.text, this.at);
    this.failedAt = node === null ? skipWhitespace(this.text, 0) : end;
    this.afterComparison = node !== null && this.#comparedTo === this.at;
    return node !== null && end === this.text.length ? node : null;
  }

  // --- helpers

  /** Skips whitespace, then reads the word; false (nothing read) when it isn't there. */
  #token(word: string): boolean {
    const at = skipWhitespace(this.text, this.at);
    if (!this.text.startsWith(word, at)) return false;
    this.at = at + word.length;
    return true;
  }

  #tokenOf<T extends string>(words: readonly T[]): T | null {
    for (const word of words) if (this.#token(word)) return word;
    return null;
  }

  #attempt<T>(rule: () => T | null): T | null {
    const start = this.at;
    const result = rule();
    if (result === null) this.at = start;
    return result;
  }

  #memoized(name: string, rule: () => Exp | null): Exp | null {
    const key = `${name}${this.at}`;
    const known = this.#memo.get(key);
    if (known !== undefined) {
      if (known.node !== null) this.at = known.end;
      return known.node;
    }
    const node = this.#attempt(rule);
    this.#memo.set(key, { node, end: this.at });
    return node;
  }

  #list<T>(item: () => T | null, min: number): T[] | null {
    const items: T[] = [];
    const first = this.#attempt(item);
    if (first === null) return min === 0 ? items : null;
    items.push(first);
    for (;;) {
      const next = this.#attempt(() => (this.#token(',') ? item() : null));
      if (next === null) return items;
      items.push(next);
    }
  }

  // --- expressions

  #expression(): Exp | null {
    return this.#memoized('e', () => {
      this.#skip();
      return this.#if() ?? this.#for() ?? this.#quantified() ?? this.#disjunction();
    });
  }

  #skip(): void {
    this.at = skipWhitespace(this.text, this.at);
  }

  #if(): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('if')) return null;
      const condition = this.#expression();
      if (condition === null || !this.#token('then')) return null;
      const then = this.#expression();
      if (then === null || !this.#token('else')) return null;
      const otherwise = this.#expression();
      return otherwise === null ? null : { kind: 'if', condition, then, else: otherwise };
    });
  }

  #for(): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('for')) return null;
      const iterators = this.#list(() => this.#iterator(), 1);
      if (iterators === null || !this.#token('return')) return null;
      const body = this.#expression();
      return body === null ? null : { kind: 'for', iterators, body };
    });
  }

  #quantified(): Exp | null {
    return this.#attempt(() => {
      const kind = this.#tokenOf(['some', 'every']);
      if (kind === null) return null;
      const iterators = this.#list(() => this.#iterator(), 1);
      if (iterators === null || !this.#token('satisfies')) return null;
      const condition = this.#expression();
      return condition === null ? null : { kind, iterators, condition };
    });
  }

  #iterator(): Iterator | null {
    this.#skip();
    const name = this.#name();
    if (name === null || !this.#token('in')) return null;
    const list = this.#iterationContext() ?? this.#value();
    return list === null ? null : [name, list];
  }

  #iterationContext(): Exp | null {
    return this.#attempt(() => {
      const start = this.#math();
      if (start === null || !this.#token('..')) return null;
      const end = this.#math();
      return end === null ? null : { kind: 'iterationContext', start, end };
    });
  }

  #disjunction(): Exp | null {
    return this.#chain('or', () => this.#conjunction(), 'anyOf');
  }

  #conjunction(): Exp | null {
    return this.#chain('and', () => this.#comparisonLevel(), 'allOf');
  }

  #chain(word: string, rule: () => Exp | null, kind: 'anyOf' | 'allOf'): Exp | null {
    let base = this.#attempt(rule);
    while (base !== null) {
      const next = this.#attempt(() => (this.#token(word) ? rule() : null));
      if (next === null) return base;
      base = { kind, items: [base, next] };
    }
    return null;
  }

  #comparisonLevel(): Exp | null {
    const x = this.#math();
    if (x === null) return this.#simplePositiveUnaryTest();
    return (
      this.#binaryComparison(x) ?? this.#between(x) ?? this.#instanceOf(x) ?? this.#in(x) ?? x
    );
  }

  #binaryComparison(x: Exp): Exp | null {
    return this.#attempt(() => {
      const operator = this.#tokenOf(['<=', '>=', '<', '>', '!=', '=']);
      if (operator === null) return null;
      const y = this.#math();
      if (y === null) return null;
      this.#comparedTo = this.at;
      if (operator === '=') return { kind: 'equal', x, y };
      if (operator === '!=') return { kind: 'not', x: { kind: 'equal', x, y } };
      return { kind: 'compare', operator, x, y };
    });
  }

  #between(x: Exp): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('between')) return null;
      const low = this.#math();
      if (low === null || !this.#token('and')) return null;
      const high = this.#math();
      if (high === null) return null;
      const above: Exp = { kind: 'compare', operator: '>=', x, y: low };
      const below: Exp = { kind: 'compare', operator: '<=', x, y: high };
      return { kind: 'allOf', items: [above, below] };
    });
  }

  #instanceOf(x: Exp): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('instance') || !this.#token('of')) return null;
      const special = this.#tokenOf([
        'years and months duration',
        'days and time duration',
        'date and time',
        'function',
      ]);
      const type = special ?? this.#qualifiedName()?.join('.') ?? null;
      return type === null ? null : { kind: 'instanceOf', x, type };
    });
  }

  #in(x: Exp): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('in')) return null;
      const tests = this.#attempt(() => {
        if (!this.#token('(')) return null;
        const inner = this.#positiveUnaryTests();
        return inner !== null && this.#token(')') ? inner : null;
      });
      const test = tests ?? this.#positiveUnaryTest();
      return test === null ? null : { kind: 'in', x, test };
    });
  }

  // --- arithmetic

  #math(): Exp | null {
    return this.#memoized('m', () =>
      this.#arithmetic(['+', '-'], () =>
        this.#arithmetic(['*', '/'], () =>
          this.#arithmetic(['**'], () => this.#negationLevel()),
        ),
      ),
    );
  }

  #arithmetic(operators: readonly ('+' | '-' | '*' | '/' | '**')[], rule: () => Exp | null) {
    let base = this.#attempt(rule);
    while (base !== null) {
      const x: Exp = base;
      const next: Exp | null = this.#attempt(() => {
        const operator = this.#tokenOf(operators);
        if (operator === null) return null;
        const y = rule();
        return y === null ? null : { kind: 'arithmetic', operator, x, y };
      });
      if (next === null) return base;
      base = next;
    }
    return null;
  }

  #negationLevel(): Exp | null {
    this.#skip();
    if (!this.#token('-')) return this.#value();
    const x = this.#value();
    return x === null ? null : { kind: 'negation', x };
  }

  // --- values

  #value(): Exp | null {
    this.#skip();
    let base = this.#terminal();
    while (base !== null) {
      const next = this.#path(base) ?? this.#filter(base);
      if (next === null) return base;
      base = next;
    }
    return null;
  }

  #path(x: Exp): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('.')) return null;
      const key = this.#tokenOf(['time offset']) ?? this.#name();
      return key === null ? null : { kind: 'path', x, key };
    });
  }

  #filter(list: Exp): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('[')) return null;
      const filter = this.#expression();
      return filter !== null && this.#token(']') ? { kind: 'filter', list, filter } : null;
    });
  }

  #terminal(): Exp | null {
    return (
      this.#temporal() ??
      this.#functionInvocation() ??
      this.#variableRef() ??
      this.#literal() ??
      this.#inputValue() ??
      this.#functionDefinition() ??
      this.#parenthesized()
    );
  }

  #parenthesized(): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('(')) return null;
      const inner = this.#expression();
      return inner !== null && this.#token(')') ? inner : null;
    });
  }

  #inputValue(): Exp | null {
    return this.#token('?') ? { kind: 'input' } : null;
  }

  #temporal(): Exp | null {
    return this.#attempt(() => {
      const name = this.#tokenOf(['duration', 'date and time', 'date', 'time', '@']);
      if (name === null || (name !== '@' && !this.#token('('))) return null;
      const text = this.#quoted();
      if (text === null || (name !== '@' && !this.#token(')'))) return null;
      return { kind: 'constant', value: parseTemporalCall(name, text) };
    });
  }

  #literal(): Exp | null {
    if (this.#token('null')) return { kind: 'constant', value: null };
    const boolean = this.#boolean();
    if (boolean !== null) return boolean;
    const text = this.#quoted();
    if (text !== null) return { kind: 'constant', value: translateEscapes(text) };
    return this.#number() ?? this.#listLiteral() ?? this.#contextLiteral();
  }

  #boolean(): Exp | null {
    if (this.#token('true')) return { kind: 'constant', value: true };
    return this.#token('false') ? { kind: 'constant', value: false } : null;
  }

  /** The raw text between double quotes. */
  #quoted(): string | null {
    return this.#attempt(() => {
      this.#skip();
      if (this.text[this.at] !== '"') return null;
      let end = this.at + 1;
      while (end < this.text.length && this.text[end] !== '"') {
        end += this.text[end] === '\\' ? 2 : 1;
      }
      if (end >= this.text.length) return null;
      const text = this.text.slice(this.at + 1, end);
      this.at = end + 1;
      return text;
    });
  }

  #number(): Exp | null {
    const pattern = /-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)/y;
    pattern.lastIndex = skipWhitespace(this.text, this.at);
    const match = pattern.exec(this.text);
    const value = match === null ? null : parseDecimal(match[0]);
    if (value === null) return null;
    this.at = pattern.lastIndex;
    return { kind: 'number', value };
  }

  #listLiteral(): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('[')) return null;
      const items = this.#list(() => this.#expression(), 0) ?? [];
      return this.#token(']') ? { kind: 'list', items } : null;
    });
  }

  #contextLiteral(): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('{')) return null;
      const entries = this.#list(() => this.#contextEntry(), 0) ?? [];
      return this.#token('}') ? { kind: 'context', entries } : null;
    });
  }

  #contextEntry(): [string, Exp] | null {
    this.#skip();
    const key = this.#contextKey() ?? this.#name() ?? this.#quoted();
    if (key === null || !this.#token(':')) return null;
    const value = this.#expression();
    return value === null ? null : [key, value];
  }

  #contextKey(): string | null {
    const start = this.at;
    let end = start;
    let at = start;
    while (at < this.text.length && !'"{}:,[]`'.includes(this.text.charAt(at))) {
      end = at + 1;
      at = skipWhitespace(this.text, end);
    }
    if (end === start) return null;
    this.at = end;
    return this.text.slice(start, end);
  }

  #functionDefinition(): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('function') || !this.#token('(')) return null;
      const params = this.#list(() => this.#parameterName(), 0) ?? [];
      if (!this.#token(')')) return null;
      if (this.#external()) return { kind: 'function', params, body: { kind: 'external' } };
      const body = this.#expression();
      return body === null ? null : { kind: 'function', params, body };
    });
  }

  #external(): boolean {
    const pattern = /\s*external\s*\{\s*java\s*:\s*\{[^{}]*\}\s*\}/y;
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  // --- calls and names

  #functionInvocation(): Exp | null {
    return this.#attempt(() => {
      this.#skip();
      const single = this.#identifierWithWhitespaces() ?? this.#reservedFunctionName();
      const names = single === null ? this.#qualifiedName() : [single];
      if (names === null || !this.#token('(')) return null;
      const params = this.#callParams();
      if (!this.#token(')')) return null;
      const name = names.at(-1) ?? '';
      if (names.length === 1) return { kind: 'call', name, params };
      const path: Exp = { kind: 'ref', names: names.slice(0, -1) };
      return { kind: 'qualifiedCall', path, name, params };
    });
  }

  #reservedFunctionName(): string | null {
    return this.#tokenOf(['and', 'or', 'date and time', 'years and months duration', 'get or else']);
  }

  #callParams(): CallParams {
    const named = this.#list(() => {
      this.#skip();
      const name = this.#parameterName();
      if (name === null || !this.#token(':')) return null;
      const value = this.#range() ?? this.#expression();
      return value === null ? null : ([name, value] as const);
    }, 1);
    if (named !== null) return { kind: 'named', items: new Map(named) };
    const items = this.#list(() => this.#range() ?? this.#expression(), 0) ?? [];
    return { kind: 'positional', items };
  }

  #parameterName(): string | null {
    this.#skip();
    return this.#identifierWithWhitespaces() ?? this.#name();
  }

  #variableRef(): Exp | null {
    const names = this.#qualifiedName();
    return names === null ? null : { kind: 'ref', names };
  }

  #qualifiedName(): string[] | null {
    const first = this.#attempt(() => this.#propertyOrName());
    if (first === null) return null;
    const names = [first];
    for (;;) {
      const next = this.#attempt(() => (this.#token('.') ? this.#propertyOrName() : null));
      if (next === null) return names;
      names.push(next);
    }
  }

  #propertyOrName(): string | null {
    return this.#tokenOf(['time offset']) ?? this.#name();
  }

  #name(): string | null {
    this.#skip();
    return this.#identifier() ?? this.#escapedIdentifier();
  }

  #escapedIdentifier(): string | null {
    if (this.text[this.at] !== '`') return null;
    const end = this.text.indexOf('`', this.at + 1);
    if (end <= this.at + 1) return null;
    const name = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return name;
  }

  #identifier(): string | null {
    const start = this.at;
    const reserved = RESERVED_WORDS.find((word) => this.text.startsWith(word, start));
    let end = start + (reserved?.length ?? 0);
    if (reserved === undefined) {
      if (!isNameStart(this.text, end)) return null;
    } else if (!isNamePart(this.text, end)) {
      return null;
    }
    while (isNamePart(this.text, end)) end += 1;
    this.at = end;
    return this.text.slice(start, end);
  }

  #identifierWithWhitespaces(): string | null {
    return this.#attempt(() => {
      const start = this.at;
      if (this.#identifier() === null) return null;
      let end = -1;
      for (;;) {
        while (this.text[this.at] === ' ') this.at += 1;
        if (this.text[this.at - 1] !== ' ' || this.#identifier() === null) break;
        end = this.at;
      }
      if (end === -1) return null;
      this.at = end;
      return this.text.slice(start, end);
    });
  }

  // --- unary tests

  #unaryTests(): Exp | null {
    return this.#unaryNegation() ?? this.#positiveUnaryTests() ?? this.#anyInput();
  }

  #unaryNegation(): Exp | null {
    return this.#attempt(() => {
      if (!this.#token('not') || !this.#token('(')) return null;
      const x = this.#positiveUnaryTests();
      return x !== null && this.#token(')') ? { kind: 'not', x } : null;
    });
  }

  #anyInput(): Exp | null {
    return this.#token('-') ? { kind: 'constant', value: true } : null;
  }

  #positiveUnaryTests(): Exp | null {
    const tests = this.#list(() => this.#positiveUnaryTest(), 1);
    if (tests === null) return null;
    return tests.length === 1 && tests[0] ? tests[0] : { kind: 'anyOf', items: tests };
  }

  #positiveUnaryTest(): Exp | null {
    const boolean = this.#attempt(() => {
      const x = this.#boolean();
      const atEnd = skipWhitespace(this.text, this.at) === this.text.length;
      return x !== null && atEnd ? x : null;
    });
    if (boolean !== null) return { kind: 'inputEqual', x: boolean };
    const simple = this.#simplePositiveUnaryTest();
    if (simple !== null) return simple;
    const x = this.#expression();
    return x === null ? null : { kind: 'unaryTest', x };
  }

  #simplePositiveUnaryTest(): Exp | null {
    const comparison = this.#attempt((): Exp | null => {
      const operator: ComparisonOperator | null = this.#tokenOf(['<=', '>=', '<', '>']);
      if (operator === null) return null;
      const x = this.#math();
      return x === null ? null : { kind: 'inputCompare', operator, x };
    });
    if (comparison !== null) return comparison;
    const range = this.#range();
    return range === null ? null : { kind: 'inputInRange', range };
  }

  #range(): RangeExp | null {
    return this.#attempt(() => {
      const open = this.#tokenOf(['(', ']', '[']);
      if (open === null) return null;
      const start = this.#math();
      if (start === null || !this.#token('..')) return null;
      const end = this.#math();
      const close = end === null ? null : this.#tokenOf([')', '[', ']']);
      if (end === null || close === null) return null;
      const startClosed = open === '[';
      return { kind: 'range', start, startClosed, end, endClosed: close === ']' };
    });
  }
}
