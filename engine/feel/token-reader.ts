import { isNamePart, isNameStart, RESERVED_WORDS, skipWhitespace } from './lexical.ts';
import type { Exp } from './syntax.ts';

/**
 * Reads tokens and names. Every rule of the parsers built on it moves `at` forward and answers
 * what it read, or puts `at` back and answers null.
 * Source: feel-scala FeelParser.scala (common parsers)
 */
export class TokenReader {
  readonly text: string;
  at = 0;
  private readonly memo = new Map<string, { node: Exp | null; end: number }>();

  constructor(text: string) {
    this.text = text;
  }

  /** Skips whitespace, then reads the word; false (nothing read) when it isn't there. */
  protected token(word: string): boolean {
    const at = skipWhitespace(this.text, this.at);
    if (!this.text.startsWith(word, at)) return false;
    this.at = at + word.length;
    return true;
  }

  protected tokenOf<T extends string>(words: readonly T[]): T | null {
    for (const word of words) if (this.token(word)) return word;
    return null;
  }

  protected attempt<T>(rule: () => T | null): T | null {
    const start = this.at;
    const result = rule();
    if (result === null) this.at = start;
    return result;
  }

  protected memoized(name: string, rule: () => Exp | null): Exp | null {
    const key = `${name}${this.at}`;
    const known = this.memo.get(key);
    if (known !== undefined) {
      if (known.node !== null) this.at = known.end;
      return known.node;
    }
    const node = this.attempt(rule);
    this.memo.set(key, { node, end: this.at });
    return node;
  }

  protected list<T>(item: () => T | null, min: number): T[] | null {
    const items: T[] = [];
    const first = this.attempt(item);
    if (first === null) return min === 0 ? items : null;
    items.push(first);
    for (;;) {
      const next = this.attempt(() => (this.token(',') ? item() : null));
      if (next === null) return items;
      items.push(next);
    }
  }

  protected skip(): void {
    this.at = skipWhitespace(this.text, this.at);
  }

  /** The raw text between double quotes. */
  protected quoted(): string | null {
    return this.attempt(() => {
      this.skip();
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

  protected parameterName(): string | null {
    this.skip();
    return this.identifierWithWhitespaces() ?? this.name();
  }

  protected qualifiedName(): string[] | null {
    const first = this.attempt(() => this.propertyOrName());
    if (first === null) return null;
    const names = [first];
    for (;;) {
      const next = this.attempt(() => (this.token('.') ? this.propertyOrName() : null));
      if (next === null) return names;
      names.push(next);
    }
  }

  protected propertyOrName(): string | null {
    return this.tokenOf(['time offset']) ?? this.name();
  }

  protected name(): string | null {
    this.skip();
    return this.identifier() ?? this.escapedIdentifier();
  }

  protected escapedIdentifier(): string | null {
    if (this.text[this.at] !== '`') return null;
    const end = this.text.indexOf('`', this.at + 1);
    if (end <= this.at + 1) return null;
    const name = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return name;
  }

  protected identifier(): string | null {
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

  protected identifierWithWhitespaces(): string | null {
    return this.attempt(() => {
      const start = this.at;
      if (this.identifier() === null) return null;
      let end = -1;
      for (;;) {
        while (this.text[this.at] === ' ') this.at += 1;
        if (this.text[this.at - 1] !== ' ' || this.identifier() === null) break;
        end = this.at;
      }
      if (end === -1) return null;
      this.at = end;
      return this.text.slice(start, end);
    });
  }
}
