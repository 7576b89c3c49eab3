/** Where the first value of a JSON text ends, or where and why it cannot be read. */
export type JsonScan = { readonly end: number } | { readonly fault: number };

const WORD = /[\w$\u0080-\uffff]/;
const NUMBER = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const STRING = /"([^"\\\u0000-\u001f]|\\(["'\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SINGLE = /'([^'\\\u0000-\u001f]|\\(["'\\/bfnrt]|u[0-9a-fA-F]{4}))*'/y;
const SPACE = /[ \t\r\n]*/y;

/**
 * Reads the first value of a text and stops behind it, as Zeebe's JSON reader does: what follows is
 * not looked at. A fault is the index at which the reader stands when it gives up; behind an
 * unknown word it has read one character more.
 * Source: Jackson's `UTF8StreamJsonParser`, measured on Zeebe 8.5.8.
 */
export function scanJson(text: string): JsonScan {
  try {
    return { end: new Scanner(text).value(0) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.at };
    throw error;
  }
}

class Fault extends Error {
  readonly at: number;

  constructor(at: number) {
    super('not JSON');
    this.at = at;
  }
}

/** Reads without building anything; each method takes an index and answers the one behind. */
class Scanner {
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  value(from: number): number {
    const at = this.space(from);
    const first = this.text[at];
    if (first === undefined) throw new Fault(this.text.length);
    if (first === '{') return this.members(at + 1, '}', (index) => this.member(index));
    if (first === '[') return this.members(at + 1, ']', (index) => this.value(index));
    if (first === '"') return this.match(STRING, at);
    if (first === "'") return this.match(SINGLE, at);
    if (first === '-' || (first >= '0' && first <= '9')) return this.number(at);
    return this.word(at);
  }

  private number(at: number): number {
    const end = this.match(NUMBER, at);
    if (/[.eE]/.test(this.text[end] ?? '')) throw new Fault(this.faultInNumber(at));
    return end;
  }

  private members(from: number, close: string, read: (index: number) => number): number {
    let at = this.space(from);
    if (this.text[at] === close) return at + 1;
    for (;;) {
      at = this.space(read(at));
      if (this.text[at] === close) return at + 1;
      this.expect(',', at);
      at = this.space(at + 1);
    }
  }

  private member(from: number): number {
    const name = this.space(from);
    const isSingle = this.text[name] === "'";
    if (!isSingle) this.expect('"', name);
    const colon = this.space(this.match(isSingle ? SINGLE : STRING, name));
    this.expect(':', colon);
    return this.value(colon + 1);
  }

  private word(at: number): number {
    for (const word of ['true', 'false', 'null']) {
      const end = at + word.length;
      if (this.text.startsWith(word, at) && !WORD.test(this.text[end] ?? '')) return end;
    }
    if (this.text[at] === '+') throw new Fault(at + 1);
    if (!WORD.test(this.text[at] ?? '')) throw new Fault(at);
    let end = at;
    while (WORD.test(this.text[end] ?? '')) end += 1;
    // Jackson knows this word, though it refuses it.
    const isKnown = this.text.slice(at, end) === 'NaN';
    throw new Fault(Math.min(isKnown ? end : end + 1, this.text.length));
  }

  private expect(character: string, at: number): void {
    if (this.text[at] !== character) throw new Fault(Math.min(at, this.text.length));
  }

  private match(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    if (!pattern.test(this.text)) throw new Fault(this.faultInText(at));
    return pattern.lastIndex;
  }

  /** In a string: a character that may not stand there, or the end. */
  private faultInText(start: number): number {
    const quote = this.text[start];
    if (quote !== '"' && quote !== "'") return this.faultInNumber(start);
    for (let at = start + 1; at < this.text.length; at += 1) {
      const char = this.text[at] ?? '';
      if (char < ' ') return at;
      if (char !== '\\') continue;
      at += 1;
      if (this.text[at] !== 'u') {
        if (!/["'\\/bfnrt]/.test(this.text[at] ?? '')) return at;
        continue;
      }
      const hex = /^[0-9a-fA-F]{0,4}/.exec(this.text.slice(at + 1))?.[0].length ?? 0;
      if (hex < 4) return at + 1 + hex;
      at += 4;
    }
    return this.text.length;
  }

  /** At what follows a point, an exponent's sign or a minus. */
  private faultInNumber(start: number): number {
    const read = /^-?\d*(?:\.\d*)?(?:[eE][+-]?)?/.exec(this.text.slice(start))?.[0] ?? '';
    const at = start + read.length;
    return Math.min(at, this.text.length);
  }

  private space(at: number): number {
    SPACE.lastIndex = at;
    SPACE.test(this.text);
    return SPACE.lastIndex;
  }
}
