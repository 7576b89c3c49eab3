import { parseDecimal } from './number.ts';
import { skipWhitespace, translateEscapes } from './lexical.ts';
import type { CallParams, Exp, RangeExp } from './syntax.ts';
import { parseTemporalCall } from './temporal-literal.ts';
import { TokenReader } from './token-reader.ts';

/**
 * Reads values: literals, variables, calls, and paths and filters on them.
 * Source: feel-scala FeelParser.scala (value/terminal parsers)
 */
export abstract class ValueParser extends TokenReader {
  protected abstract expression(): Exp | null;
  protected abstract range(): RangeExp | null;

  protected value(): Exp | null {
    this.skip();
    let base = this.terminal();
    while (base !== null) {
      const next = this.path(base) ?? this.filter(base);
      if (next === null) return base;
      base = next;
    }
    return null;
  }

  protected path(x: Exp): Exp | null {
    return this.attempt(() => {
      if (!this.token('.')) return null;
      const key = this.tokenOf(['time offset']) ?? this.name();
      return key === null ? null : { kind: 'path', x, key };
    });
  }

  protected filter(list: Exp): Exp | null {
    return this.attempt(() => {
      if (!this.token('[')) return null;
      const filter = this.expression();
      return filter !== null && this.token(']') ? { kind: 'filter', list, filter } : null;
    });
  }

  protected terminal(): Exp | null {
    return (
      this.temporal() ??
      this.functionInvocation() ??
      this.variableRef() ??
      this.literal() ??
      this.inputValue() ??
      this.functionDefinition() ??
      this.parenthesized()
    );
  }

  protected parenthesized(): Exp | null {
    return this.attempt(() => {
      if (!this.token('(')) return null;
      const inner = this.expression();
      return inner !== null && this.token(')') ? inner : null;
    });
  }

  protected inputValue(): Exp | null {
    return this.token('?') ? { kind: 'input' } : null;
  }

  protected temporal(): Exp | null {
    return this.attempt(() => {
      const name = this.tokenOf(['duration', 'date and time', 'date', 'time', '@']);
      if (name === null || (name !== '@' && !this.token('('))) return null;
      const text = this.quoted();
      if (text === null || (name !== '@' && !this.token(')'))) return null;
      return { kind: 'constant', value: parseTemporalCall(name, text) };
    });
  }

  protected literal(): Exp | null {
    if (this.token('null')) return { kind: 'constant', value: null };
    const boolean = this.boolean();
    if (boolean !== null) return boolean;
    const text = this.quoted();
    if (text !== null) return { kind: 'constant', value: translateEscapes(text) };
    return this.number() ?? this.listLiteral() ?? this.contextLiteral();
  }

  protected boolean(): Exp | null {
    if (this.token('true')) return { kind: 'constant', value: true };
    return this.token('false') ? { kind: 'constant', value: false } : null;
  }

  protected number(): Exp | null {
    const pattern = /-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)/y;
    pattern.lastIndex = skipWhitespace(this.text, this.at);
    const match = pattern.exec(this.text);
    const value = match === null ? null : parseDecimal(match[0]);
    if (value === null) return null;
    this.at = pattern.lastIndex;
    return { kind: 'number', value };
  }

  protected listLiteral(): Exp | null {
    return this.attempt(() => {
      if (!this.token('[')) return null;
      const items = this.list(() => this.expression(), 0) ?? [];
      return this.token(']') ? { kind: 'list', items } : null;
    });
  }

  protected contextLiteral(): Exp | null {
    return this.attempt(() => {
      if (!this.token('{')) return null;
      const entries = this.list(() => this.contextEntry(), 0) ?? [];
      return this.token('}') ? { kind: 'context', entries } : null;
    });
  }

  protected contextEntry(): [string, Exp] | null {
    this.skip();
    const key = this.contextKey() ?? this.name() ?? this.quoted();
    if (key === null || !this.token(':')) return null;
    const value = this.expression();
    return value === null ? null : [key, value];
  }

  protected contextKey(): string | null {
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

  protected functionDefinition(): Exp | null {
    return this.attempt(() => {
      if (!this.token('function') || !this.token('(')) return null;
      const params = this.list(() => this.parameterName(), 0) ?? [];
      if (!this.token(')')) return null;
      if (this.external()) return { kind: 'function', params, body: { kind: 'external' } };
      const body = this.expression();
      return body === null ? null : { kind: 'function', params, body };
    });
  }

  protected external(): boolean {
    const pattern = /\s*external\s*\{\s*java\s*:\s*\{[^{}]*\}\s*\}/y;
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  protected functionInvocation(): Exp | null {
    return this.attempt(() => {
      this.skip();
      const single = this.identifierWithWhitespaces() ?? this.reservedFunctionName();
      const names = single === null ? this.qualifiedName() : [single];
      if (names === null || !this.token('(')) return null;
      const params = this.callParams();
      if (!this.token(')')) return null;
      const name = names.at(-1) ?? '';
      if (names.length === 1) return { kind: 'call', name, params };
      const path: Exp = { kind: 'ref', names: names.slice(0, -1) };
      return { kind: 'qualifiedCall', path, name, params };
    });
  }

  protected reservedFunctionName(): string | null {
    return this.tokenOf(['and', 'or', 'date and time', 'years and months duration', 'get or else']);
  }

  protected callParams(): CallParams {
    const named = this.list(() => {
      this.skip();
      const name = this.parameterName();
      if (name === null || !this.token(':')) return null;
      const value = this.range() ?? this.expression();
      return value === null ? null : ([name, value] as const);
    }, 1);
    if (named !== null) return { kind: 'named', items: new Map(named) };
    const items = this.list(() => this.range() ?? this.expression(), 0) ?? [];
    return { kind: 'positional', items };
  }

  protected variableRef(): Exp | null {
    const names = this.qualifiedName();
    return names === null ? null : { kind: 'ref', names };
  }
}
